#include "gateway/providers/common.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/providers/charset.h"
#include "tests/gateway/providers/provider_case.h"

namespace tipline::gateway {
namespace {

TEST(ClassOfHttpStatus, FollowsTheTableOfFailures) {
  const std::vector<std::pair<int, SendClass>> cases = {
      {0, SendClass::kTemporary},   {200, SendClass::kSent},      {202, SendClass::kSent},
      {301, SendClass::kConfig},    {400, SendClass::kPermanent}, {401, SendClass::kConfig},
      {402, SendClass::kConfig},    {403, SendClass::kConfig},    {404, SendClass::kPermanent},
      {408, SendClass::kTemporary}, {425, SendClass::kTemporary}, {429, SendClass::kRateLimited},
      {500, SendClass::kTemporary}, {502, SendClass::kTemporary}, {503, SendClass::kTemporary},
      {504, SendClass::kUnsure},    {599, SendClass::kTemporary}};
  for (const auto& [status, wanted] : cases)
    EXPECT_EQ(ClassOfHttpStatus(status), wanted) << status;
}

TEST(CheckPathToken, AcceptsOnlyTheSecretItself) {
  const ChannelSettings channel = TestChannel("kannel");
  const std::string right = channel.secrets.at("path_token").Reveal();
  EXPECT_TRUE(CheckPathToken(right, channel).has_value());
  for (size_t at = 0; at < right.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = right;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      EXPECT_EQ(CheckPathToken(flipped, channel).error().code, Code::kDenied) << at;
    }
  EXPECT_EQ(CheckPathToken("", channel).error().code, Code::kInvalid);
}

TEST(CheckPathToken, AnEmptySecretOpensNothing) {
  ChannelSettings channel = TestChannel("kannel");
  channel.secrets["path_token"] = Secret<std::string>("");
  EXPECT_FALSE(CheckPathToken("x", channel).has_value());
  EXPECT_FALSE(CheckPathToken("", channel).has_value());
}

std::string WrittenBack(std::string_view body) {
  const auto read = ReadJson(body);
  return read ? read->dump() : read.error().message;
}

// The same bytes come with every repeat: none may be refused for what only spoils a letter.
TEST(ReadJson, KeepsTheWordsOfABodyThatIsNotQuiteJson) {
  const std::pair<const char*, const char*> cases[] = {
      {R"(["help \ud83d"])", "[\"help \uFFFD\"]"},
      {R"(["\uDE00 help"])", "[\"\uFFFD help\"]"},
      {R"(["\ud83d\ud83d\ude00"])", "[\"\uFFFD\U0001F600\"]"},
      {R"(["\ud83d\n"])", R"(["�\n"])"},
      {R"(["C:\\ud83d"])", R"(["C:\\ud83d"])"},
      {R"(["C:\\\ud83d"])", R"(["C:\\�"])"},
      {"[\"caf\xE9\"]", R"(["café"])"},
      {"[\"\xC3\xA9t\xC3\xA9 \xE2\x82\"]", R"(["été �"])"},
      {R"({"id":"a","id":"b","text":"help"})", R"({"id":"a","text":"help"})"}};
  for (const auto& [body, wanted] : cases)
    EXPECT_EQ(WrittenBack(body), wanted) << body;
}

TEST(ReadJson, StillRefusesWhatIsNone) {
  for (const char* body :
       {"", "{", R"(["\u12"])", R"(["\ud8"])", R"(["\ud83d)", "[\"\\", "\\ud83d", "{} {}"})
    EXPECT_FALSE(ReadJson(body)) << body;
  EXPECT_TRUE(ReadJson("\"" + std::string(65'534, '\xE9') + "\""));
  EXPECT_FALSE(ReadJson("\"" + std::string(65'535, 'a') + "\""));
}

TEST(StatusUrl, HoldsChannelSecretAndReference) {
  ChannelSettings channel = TestChannel("kannel");
  EXPECT_EQ(StatusUrl(TestSettings(), channel, "01J"),
            "https://gw.example.org/hooks/kannel/status/demo-path-token-0001?ref=01J");
  channel.secrets.clear();
  EXPECT_EQ(StatusUrl(TestSettings(), channel, "01J"),
            "https://gw.example.org/hooks/kannel/status?ref=01J");
  EXPECT_EQ(StatusUrl(TestSettings(""), channel, "01J"), "");
}

// What a provider is told to call comes back to the message it was about.
TEST(StatusUrl, ComesBackAsTheReference) {
  for (const char* name : {"twilio", "kannel"}) {
    const ChannelSettings channel = TestChannel(name);
    const std::string url = StatusUrl(TestSettings(), channel, "01JDEMO0000000000000000001");
    const nlohmann::json request = {{"method", "GET"},
                                    {"target", url.substr(TestSettings().public_url.size()) +
                                                   "&MessageSid=SM1&MessageStatus=sent&status=8"}};
    const Result<Inbound> inbound =
        FindProvider(name)->Parse(ReadRequest(request), InboundKind::kStatus, channel);
    ASSERT_TRUE(inbound.has_value()) << name;
    EXPECT_EQ(inbound->reference, "01JDEMO0000000000000000001") << name;
    EXPECT_EQ(inbound->state, DeliveryState::kSent) << name;
  }
}

TEST(ReasonWord, KeepsCodesAndNothingElse) {
  EXPECT_EQ(ReasonWord("30003"), "30003");
  EXPECT_EQ(ReasonWord("UserInBlackList"), "UserInBlackList");
  EXPECT_EQ(ReasonWord(""), "");
  EXPECT_EQ(ReasonWord("254700000001"), "other");
  EXPECT_EQ(ReasonWord("call me back"), "other");
  EXPECT_EQ(ReasonWord(std::string(kMaxReasonBytes + 1, 'a')), "other");
  EXPECT_EQ(ReasonWord("<b>"), "other");
}

TEST(RetryAfter, ReadsSecondsOnlyAndAtMostAnHour) {
  const auto after = [](const char* value) {
    return RetryAfter({429, "", {{"retry-after", value}}}).count();
  };
  EXPECT_EQ(after("3"), 3000);
  EXPECT_EQ(after("999999"), 3'600'000);
  EXPECT_EQ(after("-3"), 0);
  EXPECT_EQ(after("3s"), 0);
  EXPECT_EQ(after("99999999999999999999"), 0);
  EXPECT_EQ(RetryAfter({429, "", {}}).count(), 0);
}

TEST(ApiUrl, AddsThePathOnlyWhereThereIsNone) {
  ChannelSettings channel;
  for (const auto& [configured, wanted] :
       std::vector<std::pair<std::string, std::string>>{{"http://h:1", "http://h:1/send"},
                                                        {"http://h:1/", "http://h:1/send"},
                                                        {"http://h:1/x", "http://h:1/x"}}) {
    channel.api_url = configured;
    EXPECT_EQ(*ApiUrl(channel, "/send"), wanted);
  }
}

TEST(Charset, NeverMakesAnythingButUtf8) {
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; second += 5) {
      const std::string bytes = {static_cast<char>(first), static_cast<char>(second),
                                 static_cast<char>(first)};
      EXPECT_TRUE(CheckWords("x", FromUtf16(bytes)).has_value() ||
                  FromUtf16(bytes).find('\0') != std::string::npos);
      EXPECT_TRUE(CheckWords("x", FromLatin1(bytes)).has_value() ||
                  FromLatin1(bytes).find('\0') != std::string::npos);
    }
}

}  // namespace
}  // namespace tipline::gateway
