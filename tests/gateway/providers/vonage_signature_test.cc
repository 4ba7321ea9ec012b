#include "gateway/providers/vonage_signature.h"

#include <gtest/gtest.h>

namespace tipline::gateway {
namespace {

constexpr std::string_view kSecret = "demo-signature-secret";
const TimePoint kNow = FromMillis(1'700'000'000'000);

const VonageParameters kParameters = {
    {"msisdn", "254700000001"}, {"to", "254700000099"}, {"messageId", "0A00000012345678"},
    {"text", "a&b=c"},          {"type", "text"},       {"timestamp", "1700000000"}};

struct Vector {
  const char* method;
  const char* signature;
};
// providers.md §8.2
constexpr Vector kVectors[] = {
    {"md5hash", "de9b8102e82db7d44962595268e47766"},
    {"md5", "2c90c129cd2858618e96f4fa155d700f"},
    {"sha1", "eaba6b8f948e69a75aa38a1d90df52369e0ace16"},
    {"sha256", "5841f0b99bfce0a81020f625cb0dd5f1d2fcecb78c6d4abdb87f84cc4873ebb8"},
    {"sha512",
     "11379972be89e4a5c1cd016ef00391df47d27e8a3b74dd01fd3960f551a6d58775def5ea33f702e5d9187b0e903c2"
     "8"
     "42a7212f6d51063e684f31f4d9b48800b9"}};

VonageParameters With(const char* name, std::string value) {
  VonageParameters parameters = kParameters;
  parameters.emplace_back(name, std::move(value));
  return parameters;
}

Status Check(const VonageParameters& parameters, TimePoint now = kNow,
             std::optional<VonageMethod> only = std::nullopt) {
  return VonageSigned(parameters, {kSecret}, only, now);
}

TEST(VonageSignatureTest, AgreesWithTheVectors) {
  EXPECT_EQ(VonageSignedText(kParameters),
            "&messageId=0A00000012345678&msisdn=254700000001&text=a_b_c&timestamp=1700000000"
            "&to=254700000099&type=text");
  for (const auto& [name, signature] : kVectors) {
    const auto method = VonageMethodFromName(name);
    ASSERT_TRUE(method.has_value());
    EXPECT_EQ(VonageSignature(*method, kSecret, kParameters), signature);
    EXPECT_TRUE(Check(With("sig", signature))) << name;
  }
  // Of the provider's SDK.
  EXPECT_EQ(
      VonageSignature(VonageMethod::kMd5, "signature_secret",
                      {{"param1", "value1"}, {"param2", "value2"}, {"timestamp", "1234567890"}}),
      "724c2bf6ca423c36e20631b11d1c5753");
}

TEST(VonageSignatureTest, TakesOnlyTheMethodThatIsConfigured) {
  for (const auto& [name, signature] : kVectors)
    for (const auto& [other, unused] : kVectors)
      EXPECT_EQ(Check(With("sig", signature), kNow, VonageMethodFromName(other)).has_value(),
                std::string_view(name) == other)
          << name << " " << other;
  EXPECT_FALSE(VonageMethodFromName("sha384"));
}

TEST(VonageSignatureTest, TakesUpperCaseDigits) {
  EXPECT_TRUE(Check(With("sig", "DE9B8102E82DB7D44962595268E47766")));
}

TEST(VonageSignatureTest, RefusesOtherSignatures) {
  EXPECT_EQ(Check(kParameters).error().code, Code::kInvalid);
  EXPECT_EQ(Check(With("sig", "")).error().code, Code::kInvalid);
  for (const char* wrong : {"de9b8102e82db7d44962595268e47767", "de9b8102e82db7d44962595268e4776",
                            "0", "5841f0b99bfce0a81020f625cb0dd5f1"})
    EXPECT_EQ(Check(With("sig", wrong)).error().code, Code::kDenied) << wrong;
  const VonageParameters good = With("sig", kVectors[3].signature);
  EXPECT_FALSE(VonageSigned(good, {"other"}, std::nullopt, kNow));
  EXPECT_FALSE(VonageSigned(good, {""}, std::nullopt, kNow));
  EXPECT_FALSE(VonageSigned(good, {}, std::nullopt, kNow));
  EXPECT_TRUE(VonageSigned(good, {"new", kSecret}, std::nullopt, kNow));
}

TEST(VonageSignatureTest, CoversEveryParameter) {
  const VonageParameters good = With("sig", kVectors[3].signature);
  for (size_t at = 0; at + 1 < good.size(); ++at) {
    VonageParameters changed = good;
    changed[at].second += "x";
    EXPECT_FALSE(Check(changed)) << changed[at].first;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(at));
    EXPECT_FALSE(Check(changed)) << good[at].first;
  }
  VonageParameters more = good;
  more.emplace_back("extra", "1");
  EXPECT_FALSE(Check(more));
}

// It gives the string that was signed, but the words would be gone.
TEST(VonageSignatureTest, RefusesNamesThatStandForTwoParameters) {
  const VonageParameters joined = {
      {"msisdn=254700000001&text", "a_b_c"}, {"to", "254700000099"},
      {"messageId", "0A00000012345678"},     {"type", "text"},
      {"timestamp", "1700000000"},           {"sig", kVectors[3].signature}};
  ASSERT_EQ(VonageSignedText(joined), VonageSignedText(kParameters));
  const Status status = Check(joined);
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().message, "a field's name holds & or =");
}

VonageParameters At(const std::string& timestamp) {
  VonageParameters parameters = {{"msisdn", "254700000001"}, {"timestamp", timestamp}};
  parameters.emplace_back("sig", VonageSignature(VonageMethod::kSha256, kSecret, parameters));
  return parameters;
}

TEST(VonageSignatureTest, KnowsHowOldItMayBe) {
  EXPECT_TRUE(Check(At("1700000000"), kNow + Millis{24 * 3'600'000}));  // the last retry
  EXPECT_TRUE(Check(At("1700000000"), kNow + Millis{(72 * 60 - 5) * 60'000}));
  EXPECT_FALSE(Check(At("1700000000"), kNow + Millis{(72 * 60 - 5) * 60'000 + 1}));
  EXPECT_TRUE(Check(At("1700000300")));
  EXPECT_FALSE(Check(At("1700000301")));
  // The id of one that came 5 min before its time is remembered for 72 h, no longer.
  EXPECT_FALSE(Check(At("1700000300"), kNow + Millis{72 * 3'600'000 + 1}));
  for (const char* wrong : {"", "x", "-1", "1700000000.5", "99999999999999999999", "1700000000 "})
    EXPECT_FALSE(Check(At(wrong))) << wrong;
  VonageParameters none = {{"msisdn", "254700000001"}};
  none.emplace_back("sig", VonageSignature(VonageMethod::kSha256, kSecret, none));
  EXPECT_EQ(Check(none).error().message, "field timestamp: missing");
}

TEST(VonageSignatureTest, ReadsTheTokenThatItMakes) {
  http::Request request;
  request.method = "POST";
  request.body = R"({"message_uuid":"aaaaaaaa-bbbb-cccc-dddd-0123456789ab"})";
  request.received_at = kNow;
  const std::string token = VonageToken(kSecret, request.body, kNow, "id");
  request.headers = {{"authorization", "bearer " + token}};
  EXPECT_TRUE(VonageTokenSigned(request, {kSecret}));
  EXPECT_TRUE(VonageTokenSigned(request, {"new", kSecret}));
  EXPECT_FALSE(VonageTokenSigned(request, {"new"}));
  request.received_at = kNow + Millis{72 * 3'600'000 + 1};
  EXPECT_FALSE(VonageTokenSigned(request, {kSecret}));
  request.received_at = kNow - Millis{5 * 60'000 + 1};
  EXPECT_FALSE(VonageTokenSigned(request, {kSecret}));
  request.received_at = kNow;
  request.body += " ";
  EXPECT_FALSE(VonageTokenSigned(request, {kSecret}));
  request.body.clear();
  EXPECT_FALSE(VonageTokenSigned(request, {kSecret}));
}

}  // namespace
}  // namespace tipline::gateway
