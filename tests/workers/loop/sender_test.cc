#include "workers/loop/sender.h"

#include <future>

#include "tests/workers/loop/sender_world.h"

namespace tipline::workers {
namespace {

class SenderTest : public SenderWorld {
 protected:
  // The provider takes requests at once and answers when `answers_` is set, or the test is over.
  void ProviderTakesItsTime() {
    provider_.Script([answers = answers_.get_future().share()](const auto&) {
      answers.wait();
      return testing::FakeAnswer{200, R"({"id":"p-1"})", {}};
    });
  }
  std::promise<void> answers_;
};

TEST_P(SenderTest, ALaneThatTakesAPartitionOverDoesNotSendWhatIsUnderWay) {
  ProviderTakesItsTime();
  PostMessage("m1", OutboundClass::kReply, "generic", SomebodyOfTheLastPartition());
  ASSERT_TRUE(StepUntil([&] { return provider_.count() == 1; }));
  Lane other(*services_, redis_server_->options(), "test-1");
  ASSERT_TRUE(other.Prepare().has_value());
  other.Step(Millis(0));  // it is known now
  clock_.Forward(store::kLeaseTtl / 2);
  lane_->Step(Millis(0));  // which gives half of the partitions back
  clock_.Forward(store::kLeaseTtl / 2);
  const auto both = [&] {
    lane_->Step(Millis(5));
    other.Step(Millis(5));
  };
  for (int i = 0; i < 20; ++i)
    both();
  EXPECT_EQ(provider_.count(), 1U);
  answers_.set_value();
  ASSERT_TRUE(testing::Eventually([&] {
    both();
    return StateOf("m1") == "sent";
  }));
  for (int i = 0; i < 10; ++i)
    both();
  EXPECT_EQ(provider_.count(), 1U);
  EXPECT_EQ(StateOf("m1"), "sent");
  EXPECT_EQ(Row("m1").provider_id, "p-1");
}

TEST_P(SenderTest, AnAnswerIsHeardWhileRedisIsAway) {
  ProviderTakesItsTime();
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return provider_.count() == 1; }));
  redis_server_->Kill();
  clock_.Forward(store::kLeaseTtl);
  answers_.set_value();
  EXPECT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  redis_server_->StartAgain();
}

TEST_P(SenderTest, WhatMayHaveBeenTakenIsSentAFewTimesOnlyAndTheNextResponderIsAsked) {
  provider_.Script([](const testing::FakeRequest& request) {
    testing::FakeAnswer answer;
    answer.drop = request.body.find(NumberOf(1)) != std::string::npos;
    return answer;
  });
  Send(MakeTip("tip1", "my boss keeps my passport and beats us", true));
  ASSERT_TRUE(StepUntil([&] { return !TextsTo(NumberOf(1)).empty(); }));
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(5));
    return !TextsTo(NumberOf(2)).empty();
  }));
  const auto referrals = ReferralsOf(Cases()[0].item);
  EXPECT_EQ(StateOf(referrals[0].id), "unknown");
  EXPECT_EQ(Row(referrals[0].id).reason, "broken");
  EXPECT_EQ(referrals[0].status, "expired");
  EXPECT_EQ(TextsTo(NumberOf(1)).size(), 1U + kMaxUnsureRetries);
  clock_.Forward(std::chrono::minutes(5));
  RunUntilIdle();
  EXPECT_EQ(TextsTo(NumberOf(1)).size(), 1U + kMaxUnsureRetries);
  Report(referrals[0].id, DeliveryState::kDelivered, "report1");
  EXPECT_TRUE(StepUntil([&] { return StateOf(referrals[0].id) == "delivered"; }));
}

TEST_P(SenderTest, AnAnswerThatNobodyCanReadIsSentAFewTimesOnly) {
  AddChannel("at", provider_.url());
  settings_.channels["at"].provider = "africastalking";
  settings_.channels["at"].secrets["username"] = Secret<std::string>("demo");
  settings_.channels["at"].secrets["api_key"] = Secret<std::string>("demo-api-key-0001");
  struct Answer {
    const char* channel;
    int status;
    const char* body;
    const char* reason;
  };
  const Answer answers[] = {{"at", 200, "<html>Sign in</html>", "unreadable answer"},
                            {"at", 201, "{\"SMSMessageData\":", "unreadable answer"},
                            {"generic", 504, "", "http 504"}};
  size_t sent = 0;
  for (const Answer& answer : answers) {
    const std::string id = "m" + std::to_string(sent);
    provider_.Script([&](const auto&) {
      return testing::FakeAnswer{answer.status, answer.body, {}};
    });
    PostMessage(id, OutboundClass::kReply, answer.channel);
    ASSERT_TRUE(StepUntil([&] {
      clock_.Forward(std::chrono::seconds(30));
      return StateOf(id) == "unknown";
    }));
    sent += 1U + kMaxUnsureRetries;
    EXPECT_EQ(provider_.count(), sent) << answer.status;
    EXPECT_EQ(Row(id).reason, answer.reason);
  }
}

TEST_P(SenderTest, MinutesWithoutAnAnswerThatSaysMuchDoNotCostTheMessage) {
  bool back = false;
  provider_.Script([&](const auto&) {
    return testing::FakeAnswer{back ? 200 : 504, back ? R"({"id":"p-1"})" : "", {}};
  });
  PostMessage("m1");
  const auto tried = [&](size_t times) {
    return StepUntil([&] { return provider_.count() == times && StateOf("m1") != "sending"; });
  };
  ASSERT_TRUE(tried(1));
  clock_.Forward(kFirstUnsureRetry - std::chrono::seconds(5));
  RunUntilIdle();
  EXPECT_EQ(provider_.count(), 1U);
  clock_.Forward(std::chrono::seconds(10));
  ASSERT_TRUE(tried(2));
  clock_.Forward(kLastUnsureRetry - std::chrono::seconds(5));
  RunUntilIdle();
  EXPECT_EQ(provider_.count(), 2U);
  back = true;
  clock_.Forward(std::chrono::seconds(10));
  EXPECT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(provider_.count(), 3U);
}

TEST_P(SenderTest, WhatAProxyCouldNotPassOnIsTriedForLong) {
  provider_.Script([&](const auto&) { return testing::FakeAnswer{502, "<html>", {}}; });
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] {
    if (StateOf("m1") == "queued") clock_.Forward(kLastSendRetry / 5);  // not past its life
    return provider_.count() > 3U + kMaxUnsureRetries;
  }));
  EXPECT_NE(StateOf("m1"), "unknown");
}

TEST_P(SenderTest, AMessageThatTheStoreRefusesDoesNotKeepAnAlertBack) {
  Refuse("outbound", "bad");
  PostMessage("bad");
  PostMessage("alert", OutboundClass::kAlert, "generic", SomebodyOfTheLastPartition());
  EXPECT_TRUE(StepUntil([&] { return StateOf("alert") == "sent"; }));
}

TEST_P(SenderTest, AnAnswerThatIsTooLongWasAnAnswer) {
  provider_.Script([](const auto&) {
    return testing::FakeAnswer{200, std::string(size_t{1} << 20, 'x'), {}};
  });
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(provider_.count(), 1U);
}

TEST_P(SenderTest, AnAlertLeavesWhileAnotherProviderHangsWithManyReplies) {
  testing::FakeProvider hung;
  hung.Script([](const auto&) {
    testing::FakeAnswer answer;
    answer.hang = true;
    return answer;
  });
  AddChannel("hung", hung.url());
  for (int i = 0; i < 200; ++i)
    PostMessage("reply" + std::to_string(i), OutboundClass::kReply, "hung");
  ASSERT_TRUE(StepUntil([&] { return hung.count() >= kMaxPerChannel; }));
  for (int i = 0; i < 10; ++i)
    lane_->Step(Millis(0));
  PostMessage("alert", OutboundClass::kAlert);
  const auto before = std::chrono::steady_clock::now();
  ASSERT_TRUE(StepUntil([&] { return StateOf("alert") == "sent"; }));
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(2));
  EXPECT_LE(hung.count(), static_cast<size_t>(kMaxPerChannel));
}

TEST_P(SenderTest, AMessageThatMakesAnAdapterThrowIsGivenUpAndTheOthersLeave) {
  UseThrowing("defect");
  PostMessage("bad", OutboundClass::kAlert, "defect");
  PostMessage("good");
  ASSERT_TRUE(StepUntil([&] { return StateOf("good") == "sent"; }));
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(10));
    return StateOf("bad") == "failed";
  }));
  EXPECT_EQ(Row("bad").attempts, kMaxTries);
  EXPECT_EQ(Row("bad").reason, "internal");
}

TEST_P(SenderTest, AnAlertWhoseTriesAreUsedUpPassesItsReferralOn) {
  size_t asked = 0;
  provider_.Script([&](const testing::FakeRequest& request) {
    testing::FakeAnswer answer;
    if (request.body.find(NumberOf(1)) == std::string::npos) return answer;
    answer.drop = ++asked == 1;  // perhaps taken; then surely not, again and again
    answer.status = 503;
    return answer;
  });
  Send(MakeTip("tip1", "my boss keeps my passport and beats us", true));
  ASSERT_TRUE(StepUntil([&] { return !TextsTo(NumberOf(1)).empty(); }));
  const TimePoint first = clock_.Now();
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(2));
    return !TextsTo(NumberOf(2)).empty();
  }));
  const auto alert = ReferralsOf(Cases()[0].item)[0].id;
  EXPECT_EQ(TextsTo(NumberOf(1)).size(), 1U + kMaxUnsureRetries);
  EXPECT_LT(Row(alert).updated_at - first, std::chrono::minutes(5)) << "before its clock says so";
  EXPECT_EQ(StateOf(alert), "unknown");
}

TIPLINE_ON_BOTH_ENGINES(SenderTest);

}  // namespace
}  // namespace tipline::workers
