// Properties of Telnyx' signature that must hold for every request; the cases of
// tests/data/providers/telnyx.json have the rest.
#include "gateway/providers/telnyx_signature.h"

#include <numeric>

#include <gtest/gtest.h>

namespace tipline::gateway {
namespace {

KeyBytes Seed() {
  KeyBytes seed{};
  std::iota(seed.begin(), seed.end(), uint8_t{0});
  return seed;
}

http::Request Signed() {
  http::Request request;
  request.body = R"({"data":{"event_type":"message.received"}})";
  request.received_at = FromMillis(1'700'000'000'000);
  request.headers = {{kTelnyxTimestampHeader, "1700000000"},
                     {kTelnyxSignatureHeader, TelnyxSignature(Seed(), "1700000000", request.body)}};
  return request;
}

bool Accepted(const http::Request& request) {
  const std::string key = Base64(Ed25519Public(Seed()));
  return CheckTelnyxSignature(request, {key}).has_value();
}

// providers.md §8.4
TEST(TelnyxSignature, IsThatOfTheSdk) {
  EXPECT_EQ(Base64(Ed25519Public(Seed())), "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=");
  EXPECT_EQ(Signed().headers[1].second,
            "NMQOthHKj00VoDxQbYGerZjOOFli2xhAkPDkJFo6ejSVzSWldlkGjrXx4fd+FqAwHXxSF3mTDGg9fXZ65b/"
            "+Cg==");
}

TEST(TelnyxSignature, AcceptsWhatItSignedAndNoFlippedBit) {
  ASSERT_TRUE(Accepted(Signed()));
  for (int part = 0; part < 3; ++part) {
    http::Request request = Signed();
    std::string& bytes =
        part == 2 ? request.body : request.headers[static_cast<size_t>(part)].second;
    for (char& byte : bytes)
      for (int bit = 0; bit < 8; ++bit) {
        byte = static_cast<char>(byte ^ (1 << bit));
        EXPECT_FALSE(Accepted(request)) << part << " " << &byte - bytes.data() << " " << bit;
        byte = static_cast<char>(byte ^ (1 << bit));
      }
  }
}

TEST(TelnyxSignature, AcceptsNothingWithoutAKey) {
  EXPECT_FALSE(CheckTelnyxSignature(Signed(), {}));
  EXPECT_FALSE(CheckTelnyxSignature(Signed(), {"", "A6EHv/POEL4dcN0Y"}));
}

}  // namespace
}  // namespace tipline::gateway
