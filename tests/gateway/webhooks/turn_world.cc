#include "tests/gateway/webhooks/turn_world.h"

#include <array>

namespace tipline::gateway {

TurnWorld::TurnWorld() {
  EXPECT_TRUE(InitCrypto());
  KeyBytes raw{};
  RandomBytes(&raw, sizeof raw);
  keys_.session = std::make_unique<Key>(raw);
  keys_.pseudonym = std::make_unique<Key>(raw);
  keys_.case_public = std::make_unique<Key>(PublicHalf(raw));
  keys_.case_private = std::make_unique<Key>(raw);
  channel_.id = "c";
  Use({{"main.json", kFlow}});
}

void TurnWorld::Use(const std::vector<flows::SourceFile>& documents) {
  auto compiled = flows::Compile(documents, {});
  ASSERT_TRUE(compiled) << compiled.error().message;
  bundle_ = std::make_unique<flows::Bundle>(compiled->WithVersion(3));
}

Inbound TurnWorld::Incoming(InboundKind kind, const std::string& words) {
  Inbound in;
  in.kind = kind;
  in.channel = "c";
  in.from = Secret<std::string>("+254711000001");
  in.to = kind == InboundKind::kUssd ? "*384*123#" : "22395";
  in.text = Secret<std::string>(words);
  if (kind == InboundKind::kUssd) in.session = "s1";
  return in;
}

Arrival TurnWorld::Arrived(const Inbound& in, int64_t at_ms, const std::string& nonce) const {
  return Arrive(in, channel_, *FindProvider("generic"), FromMillis(at_ms), keys_, nonce);
}

Arrival TurnWorld::Dial(const std::string& text, bool accumulated, int64_t at_ms, bool first) {
  Inbound in = Incoming(InboundKind::kUssd, text);
  in.accumulated = accumulated;
  in.first = first;
  return Arrived(in, at_ms, "nonce" + std::to_string(++nonce_));
}

Arrival TurnWorld::Text(const std::string& words, const std::string& id, int64_t at_ms) {
  Inbound in = Incoming(InboundKind::kSms, words);
  in.provider_id = id;
  return Arrived(in, at_ms, "nonce" + std::to_string(++nonce_));
}

store::Loaded TurnWorld::After(const Decision& before) {
  store::Loaded loaded;
  loaded.session = before.commit.session;
  loaded.transcript = before.commit.transcript;
  loaded.same_provider_session = true;
  loaded.revision = before.commit.expected_revision + 1;
  return loaded;
}

Decision TurnWorld::Run(const Arrival& arrival, const store::Loaded& loaded, int64_t now_ms) const {
  std::array<uint8_t, 32> entropy{};
  RandomBytes(entropy.data(), entropy.size());
  return Decider(keys_).Decide(arrival, loaded, *bundle_, FromMillis(now_ms), entropy);
}

}  // namespace tipline::gateway
