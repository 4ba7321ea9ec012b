// Properties of Sinch's signature that must hold for every request; the cases of
// tests/data/providers/sinch.json have the rest.
#include "gateway/providers/sinch_signature.h"

#include <gtest/gtest.h>

namespace tipline::gateway {
namespace {

constexpr std::string_view kSecret = "demo-sinch-secret";

http::Request Signed() {
  http::Request request;
  request.body = R"({"type":"mo_text"})";
  request.received_at = FromMillis(1'700'000'000'000);
  request.headers = {{kSinchNonceHeader, "01HEXAMPLENONCE"},
                     {kSinchTimestampHeader, "1700000000"},
                     {kSinchSignatureHeader,
                      SinchSignature(kSecret, request.body, "01HEXAMPLENONCE", "1700000000")}};
  return request;
}

bool Accepted(const http::Request& request) {
  return CheckSinchSignature(request, {kSecret}).has_value();
}

// providers.md §8.6
TEST(SinchSignature, IsThatOfTheSdk) {
  EXPECT_EQ(Signed().headers[2].second, "VG9nSI5wFCYfnJ8Tr93X4u5lGWnUa7/hSKIY06utxz8=");
}

TEST(SinchSignature, AcceptsWhatItSignedAndNoFlippedBit) {
  ASSERT_TRUE(Accepted(Signed()));
  for (int part = 0; part < 4; ++part) {
    http::Request request = Signed();
    std::string& bytes =
        part == 3 ? request.body : request.headers[static_cast<size_t>(part)].second;
    for (char& byte : bytes)
      for (int bit = 0; bit < 8; ++bit) {
        byte = static_cast<char>(byte ^ (1 << bit));
        EXPECT_FALSE(Accepted(request)) << part << " " << &byte - bytes.data() << " " << bit;
        byte = static_cast<char>(byte ^ (1 << bit));
      }
  }
}

TEST(SinchSignature, AcceptsNothingWithoutASecret) {
  EXPECT_FALSE(CheckSinchSignature(Signed(), {}));
  EXPECT_FALSE(CheckSinchSignature(Signed(), {""}));
}

}  // namespace
}  // namespace tipline::gateway
