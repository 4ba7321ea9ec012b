// The strings that Plivo signs (providers.md §8.3), and properties that must hold for every
// request. The cases of tests/data/providers/plivo.json have the signatures.
#include "gateway/providers/plivo_signature.h"

#include <gtest/gtest.h>

namespace tipline::gateway {
namespace {

constexpr std::string_view kPublicUrl = "https://gw.example.org";
constexpr std::string_view kToken = "demo-plivo-token";
constexpr const char* kForm = "To=14155550100&From=254700000001&Text=help";

struct TextCase {
  const char* url;
  const char* form;
  const char* text;
};

TEST(PlivoSignature, SignsTheSortedFields) {
  const TextCase cases[] = {
      {"https://gw.example.org/hooks/plivo", kForm,
       "https://gw.example.org/hooks/plivo?From254700000001TexthelpTo14155550100.12345"},
      {"https://gw.example.org/hooks/plivo?z=2&ch=7", kForm,
       "https://gw.example.org/hooks/plivo?ch=7&z=2.From254700000001TexthelpTo14155550100.12345"},
      {"https://gw.example.org/hooks/plivo?ch=7", "",
       "https://gw.example.org/hooks/plivo?ch=7.12345"},
      {"https://gw.example.org/hooks/plivo?To=14155550100&From=254700000001&Text=help", "",
       "https://gw.example.org/hooks/plivo?From=254700000001&Text=help&To=14155550100.12345"},
      {"https://gw.example.org/hooks/plivo", "", "https://gw.example.org/hooks/plivo.12345"},
      {"https://gw.example.org/hooks/plivo?", "", "https://gw.example.org/hooks/plivo.12345"},
      {"https://gw.example.org", "b=z&b=a&b=z&B=1", "https://gw.example.org?B1babzbz.12345"},
      {"https://gw.example.org/h?a=x+y%26&b=&a=%C3%B1#part", "",
       "https://gw.example.org/h?a=x y&&a=\xC3\xB1&b=.12345"},
  };
  for (const TextCase& one : cases)
    EXPECT_EQ(PlivoV3Text(one.url, http::Form(one.form), "12345"), one.text);
}

TEST(PlivoSignature, TheSecondVersionLeavesOutTheQuery) {
  EXPECT_EQ(PlivoV2Text("https://gw.example.org/hooks/plivo?ch=7", "12345"),
            "https://gw.example.org/hooks/plivo12345");
  EXPECT_EQ(PlivoV2Text("https://answer.url", "12345"), "https://answer.url12345");
}

http::Request Signed() {
  http::Request request;
  request.method = "POST";
  request.target = "/hooks/c/sms?ref=1";
  request.body = kForm;
  const std::string url = std::string(kPublicUrl) + request.target;
  request.headers = {
      {kPlivoV3NonceHeader, "12345"},
      {kPlivoV3Header, PlivoSignature(kToken, PlivoV3Text(url, http::Form(kForm), "12345"))}};
  return request;
}

bool Accepted(const http::Request& request) {
  return CheckPlivoSignature(request, kPublicUrl, {kToken}, true).has_value();
}

TEST(PlivoSignature, AcceptsWhatItSignedAndNoFlippedBit) {
  ASSERT_TRUE(Accepted(Signed()));
  std::string& (*const parts[])(http::Request&) = {
      [](http::Request& request) -> std::string& { return request.target; },
      [](http::Request& request) -> std::string& { return request.body; },
      [](http::Request& request) -> std::string& { return request.headers[0].second; },
      [](http::Request& request) -> std::string& { return request.headers[1].second; }};
  for (const auto part : parts) {
    http::Request request = Signed();
    std::string& bytes = part(request);
    for (char& byte : bytes)
      for (int bit = 0; bit < 8; ++bit) {
        byte = static_cast<char>(byte ^ (1 << bit));
        EXPECT_FALSE(Accepted(request))
            << bytes.size() << " " << &byte - bytes.data() << " " << bit;
        byte = static_cast<char>(byte ^ (1 << bit));
      }
    EXPECT_TRUE(Accepted(request));
  }
}

// Anybody may send them: what is compared is counted, and made once.
TEST(PlivoSignature, LooksAtAFewSignaturesOnly) {
  http::Request request = Signed();
  const std::string right = request.headers[1].second;
  request.headers[1].second = std::string(7, ',') + right;
  EXPECT_TRUE(Accepted(request));
  request.headers[1].second = std::string(8, ',') + right;
  EXPECT_FALSE(Accepted(request));
  request.headers[1].second = std::string(30'000, ',') + right;
  EXPECT_FALSE(Accepted(request));
}

TEST(PlivoSignature, AcceptsNothingWithoutAToken) {
  EXPECT_FALSE(CheckPlivoSignature(Signed(), kPublicUrl, {}, true));
  EXPECT_FALSE(CheckPlivoSignature(Signed(), kPublicUrl, {""}, true));
}

}  // namespace
}  // namespace tipline::gateway
