// One input through everything that a stranger's request reaches in an adapter: capture parsing,
// authentication, parsing, the codec, rendering, reading a send answer. The input is one byte (its
// low bits choose the event) and then the request as on the wire; seeds of that form come from
// tests/data/providers (seeds/write_seeds.cc). Which adapter: TIPLINE_FUZZ_PROVIDER.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "flows/base/text.h"
#include "gateway/providers/dialect.h"
#include "tests/fuzz/require.h"
#include "tests/gateway/providers/provider_case.h"

namespace tipline::fuzz {
namespace {

void CheckInbound(const Inbound& inbound) {
  for (const std::string* field :
       {&inbound.from.Reveal(), &inbound.text.Reveal(), &inbound.to, &inbound.provider_id,
        &inbound.session, &inbound.reason, &inbound.reference}) {
    Require(ValidUtf8(*field), "every field is UTF-8");
    Require(field->find('\0') == std::string::npos, "no field holds NUL");
  }
  Require(inbound.from.Reveal().size() <= 64, "a sender is short");
  Require(inbound.provider_id.size() <= 128 && inbound.session.size() <= 128, "an id is short");
  const std::string encoded = EncodeInbound(inbound);
  const Result<Inbound> decoded = DecodeInbound(encoded);
  Require(decoded.has_value(), "what was encoded can be decoded");
  Require(EncodeInbound(*decoded) == encoded, "decoding loses nothing");
}

void CheckError(const Error& error) {
  Require(ValidUtf8(error.message) && error.message.size() < 200, "an error is a short text");
}

const gateway::Provider& Wanted() {
  Require(gateway::LoadDialects(TIPLINE_SOURCE_DIR "/config/dialects").has_value(),
          "the dialects can be read");
  const char* name = std::getenv("TIPLINE_FUZZ_PROVIDER");
  const gateway::Provider* provider = gateway::FindProvider(name == nullptr ? "" : name);
  if (provider == nullptr) {
    std::cerr << "TIPLINE_FUZZ_PROVIDER: allowed:";
    for (const auto& [known, one] : gateway::Providers())
      std::cerr << " " << known;
    std::cerr << "\n";
    std::exit(2);  // NOLINT(concurrency-mt-unsafe): one thread
  }
  return *provider;
}

int FuzzProvider(const uint8_t* data, size_t size) {
  static const gateway::Provider& provider = Wanted();
  static const ChannelSettings channel =
      gateway::TestChannel(std::getenv("TIPLINE_FUZZ_PROVIDER"));  // NOLINT(concurrency-mt-unsafe)
  static const Settings settings = gateway::TestSettings();
  if (size == 0) return 0;
  const auto event = static_cast<InboundKind>((data[0] & 7U) % 5U);
  const std::string_view wire(reinterpret_cast<const char*>(data) + 1,
                              size - 1);  // NOLINT(*-reinterpret-cast)

  const gateway::SendReply answer{100 + (data[0] >> 2U) * 10, std::string(wire), {}};
  const gateway::SendResult sent = provider.ReadSend(answer);
  Require(ValidUtf8(sent.provider_id) && ValidUtf8(sent.reason) && sent.reason.size() <= 64,
          "a result is short text");

  const Result<http::Request> request = http::ParseCapture(wire);
  if (!request) return CheckError(request.error()), 0;
  const Status allowed =
      provider.Authenticate(*request, event, gateway::PathTokenOf(*request), channel, settings);
  if (!allowed) CheckError(allowed.error());
  if (event == InboundKind::kCall && !provider.TakesCalls()) return 0;
  const Result<std::vector<Inbound>> all = provider.ParseAll(*request, event, channel);
  if (!all) return CheckError(all.error()), 0;
  for (const Inbound& inbound : *all)
    CheckInbound(inbound);
  Require(provider.Once(*request, channel).name.size() <= http::kMaxHeaderBytes,
          "a nonce is of a header");
  Inbound first;
  first.kind = event;
  if (!all->empty()) first = all->front();
  const http::Response reply = provider.Render(first, {first.text.Reveal(), (data[0] & 4U) != 0});
  Require(ValidUtf8(reply.body), "an answer is UTF-8");
  Require(reply.status == 200, "what was taken is answered 200");
  return 0;
}

}  // namespace
}  // namespace tipline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return tipline::fuzz::FuzzProvider(data, size);
}
