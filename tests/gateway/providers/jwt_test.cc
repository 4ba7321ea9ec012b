#include "gateway/providers/jwt.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/base/hmac.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

const std::vector<JwtAlgorithm> kAny = {JwtAlgorithm::kHs256, JwtAlgorithm::kHs384,
                                        JwtAlgorithm::kHs512};

// Signed by HS256, whatever the header says.
std::string Token(const std::string& header, const std::string& claims, std::string_view key) {
  const std::string text = Base64Url(header) + "." + Base64Url(claims);
  return text + "." + Base64Url(HmacSha256(key, text));
}

TEST(JwtTest, Base64UrlIsStrict) {
  EXPECT_EQ(Base64Url("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(Base64Url("a"), "YQ");
  EXPECT_EQ(*FromBase64Url("-__-"), "\xfb\xff\xfe");
  EXPECT_EQ(*FromBase64Url("YQ"), "a");
  EXPECT_EQ(*FromBase64Url(""), "");
  for (const char* wrong : {"YQ==", "YR", "+//+", "Y Q", "Y", "YQ\n", "YWJ="})
    EXPECT_FALSE(FromBase64Url(wrong)) << wrong;
}

// RFC 7515 appendix A.1: the key is 64 bytes, the token has line ends in its JSON.
TEST(JwtTest, AgreesWithThePublishedVector) {
  const std::string key = *FromBase64Url(
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  const std::string token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
      "fQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const auto claims = VerifyJwt(token, {key}, {JwtAlgorithm::kHs256});
  ASSERT_TRUE(claims.has_value());
  EXPECT_EQ(JwtText(*claims, "iss"), "joe");
  EXPECT_EQ(JwtTime(*claims, "exp"), FromMillis(1'300'819'380'000));
}

TEST(JwtTest, ReadsWhatItSigns) {
  for (const JwtAlgorithm algorithm : kAny) {
    const std::string token = SignJwt(algorithm, "key", {{"iss", "me"}});
    EXPECT_TRUE(VerifyJwt(token, {"key"}, {algorithm})) << JwtAlgorithmName(algorithm);
    EXPECT_TRUE(VerifyJwt(token, {"other", "key"}, kAny));  // during a rotation
    EXPECT_FALSE(VerifyJwt(token, {"other"}, kAny));
    EXPECT_FALSE(VerifyJwt(token, {}, kAny));
    for (const JwtAlgorithm other : kAny)
      EXPECT_EQ(VerifyJwt(token, {"key"}, {other}).has_value(), other == algorithm);
  }
}

TEST(JwtTest, AnEmptyKeyIsNone) {
  EXPECT_FALSE(VerifyJwt(SignJwt(JwtAlgorithm::kHs256, "", json::object()), {""}, kAny));
}

TEST(JwtTest, RefusesWhatIsNoToken) {
  const std::string good = SignJwt(JwtAlgorithm::kHs256, "key", {{"iss", "me"}});
  const std::string head = good.substr(0, good.find('.'));
  const std::string middle = good.substr(head.size() + 1, good.rfind('.') - head.size() - 1);
  const std::string mac = good.substr(good.rfind('.') + 1);
  for (const std::string& wrong :
       {std::string(), std::string("."), std::string(".."), head + "." + middle, good + ".",
        head + "." + middle + ".", head + "." + middle + "." + mac + "=", good.substr(1),
        good + "A", " " + good, head + "." + Base64Url(R"({"iss":"you"})") + "." + mac,
        std::string(5000, 'A') + "." + middle + "." + mac})
    EXPECT_FALSE(VerifyJwt(wrong, {"key"}, kAny));
}

// The algorithm is ours to choose, and what a header must be understood for is not.
TEST(JwtTest, RefusesOtherHeaders) {
  const std::string claims = R"({"iss":"me"})";
  for (const char* header :
       {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":"hs256"})", R"({"alg":"RS256"})",
        R"({"typ":"JWT"})", R"({"alg":256})", R"({"alg":"HS256","crit":["b64"],"b64":false})",
        R"(["HS256"])", R"({"alg":"HS256","alg":"HS256"})", "{", ""}) {
    EXPECT_FALSE(VerifyJwt(Token(header, claims, "key"), {"key"}, kAny)) << header;
    EXPECT_FALSE(VerifyJwt(Base64Url(header) + "." + Base64Url(claims) + ".", {"key"}, kAny));
  }
}

TEST(JwtTest, ReadsTimes) {
  const json claims = {{"a", 1'700'000'000}, {"b", 1'700'000'000.5}, {"c", "1700000000"}, {"d", -1},
                       {"e", 1e300},         {"f", nullptr}};
  EXPECT_EQ(JwtTime(claims, "a"), FromMillis(1'700'000'000'000));
  EXPECT_EQ(JwtTime(claims, "b"), FromMillis(1'700'000'000'500));
  for (const char* name : {"c", "d", "e", "f", "g"})
    EXPECT_FALSE(JwtTime(claims, name)) << name;
  EXPECT_EQ(JwtText(claims, "c"), "1700000000");
  EXPECT_EQ(JwtText(claims, "a"), "");
}

}  // namespace
}  // namespace tipline::gateway
