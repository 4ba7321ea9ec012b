// Whatever Decode takes, Encode writes back so that Decode takes it again, unchanged.
#include "flows/model/message.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using tipline::fuzz::Require;
  const std::string_view text(reinterpret_cast<const char*>(data),
                              size);  // NOLINT(*-reinterpret-cast)
  if (const auto inbound = tipline::DecodeInbound(text)) {
    const std::string encoded = tipline::EncodeInbound(*inbound);
    const auto again = tipline::DecodeInbound(encoded);
    Require(again.has_value() && tipline::EncodeInbound(*again) == encoded, "inbound comes back");
  }
  if (const auto outbound = tipline::DecodeOutbound(text)) {
    const std::string encoded = tipline::EncodeOutbound(*outbound);
    const auto again = tipline::DecodeOutbound(encoded);
    Require(again.has_value() && tipline::EncodeOutbound(*again) == encoded, "outbound comes back");
  }
  return 0;
}
