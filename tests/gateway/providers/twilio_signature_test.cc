// The published vectors are in tests/data/providers/twilio.json; here is what must hold for every
// request.
#include "gateway/providers/twilio_signature.h"

#include <random>

#include <gtest/gtest.h>

namespace tipline::gateway {
namespace {

constexpr std::string_view kPublicUrl = "https://gw.example.org";
constexpr std::string_view kToken = "demo-auth-token-0001";
constexpr int kRounds = 300;

class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}
  size_t Below(size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(engine_);
  }
  std::string Letters(size_t at_most) {
    std::string text(1 + Below(at_most), 'a');
    for (char& c : text)
      c = static_cast<char>('a' + Below(26));
    return text;
  }
  std::string Bytes(size_t at_most) {
    std::string text(Below(at_most + 1), 'a');
    for (char& c : text)
      c = static_cast<char>(Below(256));
    return text;
  }

 private:
  std::mt19937 engine_;
};

struct Signed {
  http::Request request;
  std::vector<std::pair<std::string, std::string>> fields;
};

std::string Encode(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string body;
  for (const auto& [name, value] : fields)
    body += (body.empty() ? "" : "&") + http::UrlEncode(name) + "=" + http::UrlEncode(value);
  return body;
}

void SignRequest(http::Request& request) {
  const std::string url = std::string(kPublicUrl) + request.target;
  request.headers = {
      {"X-Twilio-Signature", TwilioSignature(kToken, url, http::Form(request.body))}};
}

Signed AnyRequest(Chance& chance) {
  Signed made;
  for (size_t fields = 1 + chance.Below(6); fields > 0; --fields)
    made.fields.emplace_back(chance.Letters(8), chance.Bytes(40));
  made.request.method = "POST";
  made.request.path = "/hooks/" + chance.Letters(10) + "/sms";
  made.request.query = "ref=" + chance.Letters(20);
  made.request.target = made.request.path + "?" + made.request.query;
  made.request.body = Encode(made.fields);
  SignRequest(made.request);
  return made;
}

bool Accepted(const http::Request& request) {
  return TwilioSigned(request, kPublicUrl, {kToken});
}

void FlipByte(std::string& text, Chance& chance) {
  const size_t at = chance.Below(text.size());
  text[at] = static_cast<char>(text[at] ^ (1 << chance.Below(8)));
}

TEST(TwilioSignature, AcceptsWhatItSigned) {
  Chance chance(1);
  for (int round = 0; round < kRounds; ++round)
    EXPECT_TRUE(Accepted(AnyRequest(chance).request)) << round;
}

TEST(TwilioSignature, RefusesAnyFlippedBitOfTheSignature) {
  Chance chance(2);
  for (int round = 0; round < kRounds; ++round) {
    http::Request request = AnyRequest(chance).request;
    FlipByte(request.headers.front().second, chance);
    EXPECT_FALSE(Accepted(request)) << round;
  }
}

TEST(TwilioSignature, RefusesAnyFlippedBitOfTheTarget) {
  Chance chance(3);
  for (int round = 0; round < kRounds; ++round) {
    http::Request request = AnyRequest(chance).request;
    FlipByte(request.target, chance);
    EXPECT_FALSE(Accepted(request)) << round;
  }
}

TEST(TwilioSignature, RefusesAnyFlippedBitOfAValue) {
  Chance chance(4);
  int tried = 0;
  for (int round = 0; round < kRounds; ++round) {
    Signed made = AnyRequest(chance);
    auto& [name, value] = made.fields[chance.Below(made.fields.size())];
    if (value.empty()) continue;
    FlipByte(value, chance);
    made.request.body = Encode(made.fields);
    EXPECT_FALSE(Accepted(made.request)) << round;
    ++tried;
  }
  EXPECT_GT(tried, kRounds / 2);
}

TEST(TwilioSignature, RefusesAnyFlippedBitOfTheToken) {
  Chance chance(5);
  for (int round = 0; round < kRounds; ++round) {
    std::string token(kToken);
    FlipByte(token, chance);
    EXPECT_FALSE(TwilioSigned(AnyRequest(chance).request, kPublicUrl, {token})) << round;
  }
}

TEST(TwilioSignature, DoesNotDependOnTheOrderOfFields) {
  Chance chance(6);
  for (int round = 0; round < kRounds; ++round) {
    Signed made = AnyRequest(chance);
    std::reverse(made.fields.begin(), made.fields.end());
    made.request.body = Encode(made.fields);
    EXPECT_TRUE(Accepted(made.request)) << round;
  }
}

TEST(TwilioSignature, AcceptsNothingWithoutATokenOrSignature) {
  Chance chance(7);
  const http::Request request = AnyRequest(chance).request;
  EXPECT_FALSE(TwilioSigned(request, kPublicUrl, {}));
  EXPECT_FALSE(TwilioSigned(request, kPublicUrl, {""}));
  http::Request bare = request;
  bare.headers.clear();
  EXPECT_FALSE(Accepted(bare));
}

struct UrlCase {
  const char* public_url;
  std::vector<std::string> urls;
};

TEST(TwilioSignature, TriesTheUrlWithAndWithoutItsPort) {
  const UrlCase cases[] = {
      {"https://gw.example.org",
       {"https://gw.example.org/h?a=b:1", "https://gw.example.org:443/h?a=b:1"}},
      {"http://gw.example.org",
       {"http://gw.example.org/h?a=b:1", "http://gw.example.org:80/h?a=b:1"}},
      {"http://127.0.0.1:8080", {"http://127.0.0.1/h?a=b:1", "http://127.0.0.1:8080/h?a=b:1"}},
      {"https://[::1]", {"https://[::1]/h?a=b:1", "https://[::1]:443/h?a=b:1"}},
      {"https://[::1]:8443/line",
       {"https://[::1]/line/h?a=b:1", "https://[::1]:8443/line/h?a=b:1"}},
  };
  for (const UrlCase& wanted : cases)
    EXPECT_EQ(TwilioUrls(wanted.public_url, "/h?a=b:1"), wanted.urls);
}

}  // namespace
}  // namespace tipline::gateway
