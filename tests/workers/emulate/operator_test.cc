// The emulated send APIs and their reports, over real sockets on loopback.
#include "workers/emulate/operator.h"

#include <condition_variable>
#include <mutex>

#include <gtest/gtest.h>

#include "gateway/http/client.h"
#include "gateway/providers/provider.h"
#include "tests/support/fake_provider.h"

namespace tipline::emulate {
namespace {

using nlohmann::json;

class Operators : public ::testing::Test {
 protected:
  void SetUp() override {
    auto loaded = LoadSettings(std::string(TIPLINE_SOURCE_DIR) + "/config/sandbox.json");
    ASSERT_TRUE(loaded) << loaded.error().message;
    settings_ = *std::move(loaded);
  }
  void Start(std::vector<Rule> rules, const char* course, Millis pace = Millis(5)) {
    std::map<std::string, Profile> profiles;
    for (const char* name : {"twilio", "generic"}) {
      auto profile = FindProfile(name, std::string(TIPLINE_SOURCE_DIR) + "/config/emulator", "");
      ASSERT_TRUE(profile) << profile.error().message;
      profiles[name] = *std::move(profile);
    }
    OperatorOptions options;
    options.gateway_url = gateway_.url();
    auto started = Operator::Start(settings_, std::move(profiles),
                                   Script(std::move(rules), *CourseOf(course, pace), 0, "", 1),
                                   options, [this](const json& event) {
                                     const std::scoped_lock lock(mutex_);
                                     events_.push_back(event);
                                     came_.notify_all();
                                   });
    ASSERT_TRUE(started) << started.error().message;
    operator_ = *std::move(started);
  }
  // As the worker sends it.
  http::ClientReply Send(const char* name, Millis timeout = Millis(5'000)) {
    ChannelSettings channel = settings_.channels.at(name);
    channel.api_url = operator_->urls().at(name);
    Outbound message;
    message.id = "01JDEMO0000000000000000001";
    message.channel = name;
    message.to = Secret<std::string>("+254711000001");
    message.text = Secret<std::string>("hello");
    const gateway::Provider* provider = gateway::FindProvider(name);
    const std::string status_url = gateway::StatusUrl(settings_, channel, message.id);
    auto built = provider->BuildSend(message, channel, {status_url, {}, FromMillis(1), "n"});
    EXPECT_TRUE(built) << built.error().message;
    http::ClientRequest request;
    request.url = built->url;
    request.headers = built->headers;
    request.body = built->body;
    request.timeout = timeout;
    request.reach.loopback = true;
    return http::MakeHttpClient()->Send(request);
  }
  std::vector<json> WaitFor(const char* kind, size_t count) {
    std::unique_lock lock(mutex_);
    std::vector<json> found;
    came_.wait_for(lock, std::chrono::seconds(20), [&] {
      found.clear();
      for (const json& event : events_)
        if (event.value("event", "") == kind) found.push_back(event);
      return found.size() >= count;
    });
    return found;
  }

  Settings settings_;
  testing::FakeProvider gateway_;  // stands for our gateway: takes the reports
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<json> events_;
  std::unique_ptr<Operator> operator_;  // last: its threads use the rest
};

TEST_F(Operators, ReportsComeSignedTwiceAndInTheirOrder) {
  Start({}, "twice");
  EXPECT_EQ(Send("twilio").status, 201);
  const auto reports = WaitFor("report", 4);
  ASSERT_EQ(reports.size(), 4U);
  EXPECT_EQ(reports[0].at("state"), "sent");
  EXPECT_EQ(reports[1].at("state"), "sent");
  EXPECT_EQ(reports[3].at("state"), "delivered");
  EXPECT_TRUE(reports[3].at("taken").get<bool>());
  ASSERT_EQ(gateway_.count(), 4U);
  const auto request = gateway_.requests().back();
  EXPECT_EQ(request.target, "/hooks/twilio/status?ref=01JDEMO0000000000000000001");
  EXPECT_NE(request.head.find("X-Twilio-Signature: "), std::string::npos);
  EXPECT_NE(request.body.find("MessageStatus=delivered"), std::string::npos);
}

TEST_F(Operators, ReorderedReportsComeTheOtherWayRound) {
  Start({}, "reordered");
  EXPECT_EQ(Send("generic").status, 200);
  const auto reports = WaitFor("report", 2);
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(reports[0].at("state"), "delivered");
  EXPECT_EQ(reports[1].at("state"), "sent");
}

TEST_F(Operators, AReportThatIsNotTakenComesAgain) {
  Start({}, "delivered");
  gateway_.Next({{.status = 503, .body = "", .headers = {}}});
  EXPECT_EQ(Send("generic").status, 200);
  const auto reports = WaitFor("report", 3);
  ASSERT_EQ(reports.size(), 3U);
  EXPECT_FALSE(reports[0].at("taken").get<bool>());
  EXPECT_EQ(reports[0].at("why"), "HTTP status 503");
}

TEST_F(Operators, AnswersAreRefusedDelayedOrLeftOutByTheScript) {
  Rule refuse;
  refuse.channel = "twilio";
  refuse.answer = "opted_out";
  Rule slow;
  slow.channel = "generic";
  slow.times = 1;
  slow.delay = Millis(300);
  Rule silent;
  silent.channel = "generic";
  silent.answer = "none";
  Start({refuse, slow, silent}, "none");
  const auto refused = Send("twilio");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(gateway::FindProvider("twilio")->ReadSend({refused.status, refused.body, {}}).outcome,
            gateway::SendClass::kOptOut);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(Send("generic").status, 200);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, Millis(300));
  EXPECT_EQ(Send("generic", Millis(500)).error, http::ClientError::kTimeout);
  const auto sms = WaitFor("sms", 3);
  ASSERT_EQ(sms.size(), 3U);
  EXPECT_EQ(sms[0].at("answer"), "opted_out");
  EXPECT_EQ(sms[2].at("answer"), "none");
}

TEST_F(Operators, WhatIsNoSendIsRefused) {
  Start({}, "delivered");
  http::ClientRequest request;
  request.url = operator_->urls().at("twilio") + "/2010-04-01/elsewhere";
  request.reach.loopback = true;
  EXPECT_EQ(http::MakeHttpClient()->Send(request).status, 404);
  const auto refused = WaitFor("refused", 1);
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0].at("why"), "no such method and path");
}

}  // namespace
}  // namespace tipline::emulate
