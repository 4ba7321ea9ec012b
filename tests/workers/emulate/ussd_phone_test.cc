// A phone in a session, against a gateway that is a function.
#include "workers/emulate/ussd_phone.h"

#include <map>

#include <gtest/gtest.h>

#include "gateway/http/message.h"

namespace tipline::emulate {
namespace {

class StoppedClock final : public Clock {
 public:
  TimePoint Now() const override { return now; }
  mutable TimePoint now = FromMillis(1'767'225'600'000);
};

class Phones : public ::testing::Test {
 protected:
  void SetUp() override {
    auto profile =
        FindProfile("africastalking", std::string(TIPLINE_SOURCE_DIR) + "/config/emulator",
                    std::string(TIPLINE_SOURCE_DIR) + "/config/dialects");
    ASSERT_TRUE(profile) << profile.error().message;
    profile_ = *std::move(profile);
    channel_.id = channel_.provider = "africastalking";
    channel_.codes = {"*384*123#"};
    channel_.secrets["path_token"] = Secret<std::string>("token");
  }
  UssdPhone Phone(const Faults& faults = {}) {
    const auto deliver = [this](const http::Request& request) -> Result<Answer> {
      requests_.push_back(request);
      clock_.now += takes_;
      if (unreached_) return Unavailable("nobody");
      return Answer{status_, {{"Content-Type", "text/plain"}}, body_};
    };
    return UssdPhone({profile_, channel_, settings_}, profile_.networks.front(),
                     {deliver, [](Millis) { return true; }, clock_}, faults, "+254711000001");
  }
  std::string Field(size_t request, const char* name) const {
    return http::Form(requests_.at(request).body).Get(name);
  }

  Profile profile_;
  ChannelSettings channel_;
  Settings settings_;
  StoppedClock clock_;
  std::vector<http::Request> requests_;
  std::string body_ = "CON Hello";
  int status_ = 200;
  bool unreached_ = false;
  Millis takes_{0};
};

TEST_F(Phones, SendsTheTranscriptAndHangsUp) {
  UssdPhone phone = Phone();
  ASSERT_TRUE(phone.Dial("*384*123*7#"));
  ASSERT_TRUE(phone.Say("1"));
  ASSERT_TRUE(phone.Say("a*b"));
  ASSERT_TRUE(phone.HangUp("user hung up"));
  ASSERT_TRUE(phone.HangUp("again")) << "only once";
  ASSERT_EQ(requests_.size(), 4U);
  EXPECT_EQ(requests_[0].target, "/hooks/africastalking/ussd/token");
  EXPECT_EQ(Field(0, "text"), "7");
  EXPECT_EQ(Field(2, "text"), "7*1*a*b");
  EXPECT_EQ(Field(2, "serviceCode"), "*384*123#");
  EXPECT_EQ(requests_[3].target, "/hooks/africastalking/ussd-end/token");
  EXPECT_EQ(Field(3, "lastAppResponse"), "Hello");
  EXPECT_EQ(Field(3, "sessionId"), Field(0, "sessionId"));
  EXPECT_FALSE(phone.open());
}

TEST_F(Phones, ANewDialIsANewSession) {
  UssdPhone phone = Phone();
  ASSERT_TRUE(phone.Dial("*384*123#"));
  ASSERT_TRUE(phone.Dial("*384*123#"));
  EXPECT_NE(Field(0, "sessionId"), Field(1, "sessionId"));
}

TEST_F(Phones, AnAnswerThatTheProviderDoesNotTakeEndsTheSession) {
  const std::map<std::string, std::pair<int, std::string>> cases = {
      {"HTTP status 500", {500, ""}},
      {"the body begins with neither \"CON \" nor \"END \"", {200, "Hello"}}};
  for (const auto& [trouble, answer] : cases) {
    status_ = answer.first;
    body_ = answer.second;
    UssdPhone phone = Phone();
    const auto turn = phone.Dial("*384*123#");
    ASSERT_TRUE(turn);
    EXPECT_EQ(turn->trouble, trouble);
    EXPECT_TRUE(turn->ends);
    EXPECT_FALSE(phone.open());
  }
}

TEST_F(Phones, AnAnswerThatComesTooLateIsTooLate) {
  takes_ = Millis(11'000);
  UssdPhone phone = Phone();
  const auto turn = phone.Dial("*384*123#");
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->trouble, "answered after 11000 ms; the operator waits 10 s");
}

TEST_F(Phones, CopiesAreComparedAndOldTurnsComeLate) {
  UssdPhone phone = Phone({.repeat = 2, .reorder = true});
  const auto first = phone.Dial("*384*123#");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->sent, 3U);
  EXPECT_TRUE(first->copies_agree);
  ASSERT_TRUE(phone.Say("1"));
  ASSERT_EQ(requests_.size(), 7U);
  EXPECT_EQ(requests_[6].body, requests_[0].body) << "the first turn once more";
}

TEST_F(Phones, WhatIsLostShowsAsAnError) {
  UssdPhone phone = Phone({.drop = 1.0});
  const auto turn = phone.Dial("*384*123#");
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->trouble, "the webhook or its answer was lost on the way");
  EXPECT_FALSE(phone.open());
}

TEST_F(Phones, NobodyThereIsAnError) {
  unreached_ = true;
  UssdPhone phone = Phone();
  const auto turn = phone.Dial("*384*123#");
  ASSERT_FALSE(turn);
  EXPECT_EQ(turn.error().code, Code::kUnavailable);
}

}  // namespace
}  // namespace tipline::emulate
