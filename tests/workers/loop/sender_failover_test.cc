// Which channel a message goes on.
#include <nlohmann/json.hpp>

#include "tests/workers/loop/sender_world.h"

namespace tipline::workers {
namespace {

class SenderFailoverTest : public SenderWorld {
 protected:
  void SetUp() override {
    SenderWorld::SetUp();
    AddFailover();
  }
  static nlohmann::json Body(const testing::FakeProvider& provider, size_t i) {
    return nlohmann::json::parse(provider.requests().at(i).body);
  }
};

TEST_P(SenderFailoverTest, WhatWasSurelyNotTakenGoesElsewhereUnderTheSameId) {
  Answers(provider_, 503);
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(1));
    return StateOf("m1") == "sent";
  }));
  EXPECT_EQ(provider_.count(), static_cast<size_t>(flows::kFailuresHere));
  ASSERT_EQ(second_.count(), 1U);
  EXPECT_EQ(Body(second_, 0).at("id"), "m1");
  EXPECT_EQ(Body(second_, 0).at("from"), "SECOND");
  EXPECT_EQ(Row("m1").channel, "second");
  EXPECT_EQ(Row("m1").tried, "generic");
}

TEST_P(SenderFailoverTest, AnAlertGoesElsewhereAtOnce) {
  Answers(provider_, 503);
  PostMessage("m1", OutboundClass::kAlert);
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(provider_.count(), 1U);
  EXPECT_EQ(second_.count(), 1U);
}

TEST_P(SenderFailoverTest, WhileSomebodyMayHaveItOnlyWhenTheTriesAreUsedUp) {
  provider_.Next({{200, "", {}, false, true}});  // takes it and closes the connection
  Answers(provider_, 503);
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(20));
    return StateOf("m1") == "sent" || provider_.count() > 1U + kMaxUnsureRetries;
  }));
  EXPECT_EQ(provider_.count(), 1U + kMaxUnsureRetries);
  EXPECT_EQ(second_.count(), 1U);
  EXPECT_EQ(Row("m1").channel, "second");
  EXPECT_EQ(Row("m1").tried, "generic");
}

TEST_P(SenderFailoverTest, WhatACrashLeftDoesNotWaitForAChannelThatIsStopped) {
  PutInto("a1", OutboundClass::kAlert, 0);
  Say("UPDATE outbound SET state = 'sending', attempts = 1, updated_at = 1");
  Answers(provider_, 401);
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(20));
    return StateOf("a1") == "sent" || provider_.count() > 1U + kMaxUnsureRetries;
  }));
  EXPECT_EQ(StateOf("a1"), "sent");
  EXPECT_LE(provider_.count(), 2U);
  EXPECT_EQ(second_.count(), 1U);
}

TEST_P(SenderFailoverTest, AnAlertDoesNotWaitForTheEndOfALongPause) {
  PostMessage("m0");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m0") == "sent"; }));
  provider_.Script([](const auto&) {
    return testing::FakeAnswer{429, "{}", {{"Retry-After", "3600"}}};
  });
  PostMessage("m1");  // meets it, and goes elsewhere
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  PostMessage("r1");
  PostMessage("a1", OutboundClass::kAlert);
  ASSERT_TRUE(Soon([&] { return StateOf("a1") == "sent"; }));
  EXPECT_EQ(Row("a1").channel, "second");
  EXPECT_EQ(Row("a1").attempts, 1);
  EXPECT_EQ(Row("r1").state, "queued");
  EXPECT_EQ(Row("r1").channel, "generic");
  StartAfresh();  // a worker that met no 429 itself
  PostMessage("a2", OutboundClass::kAlert);
  ASSERT_TRUE(Soon([&] { return StateOf("a2") == "sent"; }));
  EXPECT_EQ(Row("a2").channel, "second");
  EXPECT_EQ(provider_.count(), 2U);
}

TEST_P(SenderFailoverTest, AnAlertThatNobodyCanCarryWaitsForTheEndOfThePause) {
  settings_.channels["second"].countries = {"UG"};
  provider_.Script([](const auto&) {
    return testing::FakeAnswer{429, "{}", {{"Retry-After", "60"}}};
  });
  PostMessage("a1", OutboundClass::kAlert);
  ASSERT_TRUE(StepUntil([&] { return provider_.count() == 1 && StateOf("a1") == "queued"; }));
  PostMessage("a2", OutboundClass::kAlert);
  ASSERT_TRUE(StepUntil([&] { return StateOf("a2") == "queued"; }));
  for (int i = 0; i < 20; ++i)
    lane_->Step(Millis(5));
  EXPECT_EQ(provider_.count(), 1U);
  EXPECT_EQ(Row("a2").attempts, 0);
}

TEST_P(SenderFailoverTest, WhenTheTriesAreUsedUpItIsBetterThanNothing) {
  provider_.Script([](const auto&) {
    testing::FakeAnswer answer;
    answer.drop = true;
    return answer;
  });
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(20));
    return StateOf("m1") == "sent";
  }));
  EXPECT_EQ(provider_.count(), 1U + kMaxUnsureRetries);
  EXPECT_EQ(second_.count(), 1U);
}

TEST_P(SenderFailoverTest, AStoppedChannelIsPassedOver) {
  Answers(provider_, 401);
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  for (int i = 2; i < 6; ++i)
    PostMessage("m" + std::to_string(i));
  ASSERT_TRUE(StepUntil([&] { return StateOf("m5") == "sent"; }));
  EXPECT_EQ(provider_.count(), 1U);
  EXPECT_EQ(second_.count(), 5U);
}

TEST_P(SenderFailoverTest, WhatReportsSayOfARouteCounts) {
  settings_.channels["generic"].failover.clear();
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  Report("m1", DeliveryState::kFailed, "report1");
  Report("m1", DeliveryState::kFailed, "report2");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "failed"; }));
  RunUntilIdle();
  const auto evidence = services_->health.EvidenceOf("generic", "KE", "", clock_.Now());
  EXPECT_EQ(evidence.reports, 1);
  EXPECT_EQ(evidence.delivered_share, 0);
}

TEST_P(SenderFailoverTest, OnlyToCountriesThatAChannelServes) {
  settings_.channels["generic"].countries = {"TZ"};  // the number is of Kenya
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(second_.count(), 1U);
  settings_.channels["second"].countries = {"UG"};
  PostMessage("m2");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m2") == "held"; }));
  EXPECT_EQ(Row("m2").reason, "country_not_served");
  settings_.channels["generic"].countries = {"KE"};
  StartAfresh();
  EXPECT_TRUE(StepUntil([&] { return StateOf("m2") == "sent"; }));
}

TEST_P(SenderFailoverTest, AnAlertThatNoChannelCarriesPassesItsReferralOn) {
  settings_.channels["generic"].failover.clear();
  settings_.channels["generic"].countries = {"TZ"};  // the responders are of Kenya
  Send(MakeTip("tip1", "my boss keeps my passport and beats us", true));
  ASSERT_TRUE(StepUntil([&] { return Cases().size() == 1; }));
  ASSERT_TRUE(Soon([&] {
    const auto referrals = ReferralsOf(Cases()[0].item);
    return referrals.size() == 2 && referrals[0].status == "expired";
  }));
  const auto first = Row(ReferralsOf(Cases()[0].item)[0].id);
  EXPECT_EQ(first.state, "failed");
  EXPECT_EQ(first.reason, "country_not_served");
}

TEST_P(SenderFailoverTest, TheSenderThatACountryWants) {
  settings_.channels["generic"].senders = {{"KE", "INFO"}, {"TZ", ""}};
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(Body(provider_, 0).at("from"), "INFO");
  settings_.channels["generic"].senders = {{"KE", ""}};
  PostMessage("m2");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m2") == "sent"; }));
  EXPECT_EQ(Body(provider_, 1).at("from"), "");
}

TEST_P(SenderFailoverTest, NotWhereThePersonWantsNothing) {
  const Case item = CaseHeard(std::chrono::hours(24));
  Keep(Safe());
  flows::SafeContact here = Safe();
  here.channel = "generic";
  size_t sent = 0;
  for (const char* why : {"opted out there", "only here"}) {
    if (sent == 0)
      OptOut("second");
    else
      Keep(here);
    const std::string id = "m" + std::to_string(sent);
    Answers(provider_, 503);
    const size_t before = provider_.count();
    Post(id, {.case_id = item.id});
    ASSERT_TRUE(StepUntil([&] {
      clock_.Forward(std::chrono::seconds(2));
      return provider_.count() >= before + flows::kFailuresHere + 1 || second_.count() > 0 ||
             StateOf(id) == "rejected";
    })) << why;
    Answers(provider_, 200);
    ASSERT_TRUE(StepUntil([&] {
      clock_.Forward(std::chrono::seconds(20));
      return StateOf(id) == "sent" || StateOf(id) == "rejected";
    })) << why;
    EXPECT_EQ(StateOf(id), "sent") << why;
    EXPECT_EQ(Row(id).channel, "generic") << why;
    ++sent;
  }
  EXPECT_EQ(second_.count(), 0U);
}

TEST_P(SenderFailoverTest, WhatIsRefusedOnlyWhereItMovedToGoesBackHome) {
  Keep(Safe());
  OptOut("second");
  PutInto("m1", OutboundClass::kNotice, 0, "generic", "second");
  Say("UPDATE outbound SET tried = 'generic' WHERE id = 'm1'");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent" || StateOf("m1") == "rejected"; }));
  EXPECT_EQ(StateOf("m1"), "sent");
  EXPECT_EQ(Row("m1").channel, "generic");
  EXPECT_EQ(second_.count(), 0U);
}

TEST_P(SenderFailoverTest, AnAnswerDoesNotMoveToWhereThePersonWantsNothing) {
  OptOut("second");
  Answers(provider_, 503);
  PutInto("m1", OutboundClass::kReply, 0, "generic", "generic");
  ASSERT_TRUE(StepUntil([&] {
    if (StateOf("m1") == "queued") clock_.Forward(std::chrono::seconds(10));
    return provider_.count() > static_cast<size_t>(flows::kFailuresHere) + 2;
  }));
  EXPECT_EQ(second_.count(), 0U);
  Answers(provider_, 200);
  ASSERT_TRUE(StepUntil([&] {
    if (StateOf("m1") == "queued") clock_.Forward(std::chrono::seconds(10));
    return StateOf("m1") == "sent";
  }));
  EXPECT_EQ(second_.count(), 0U);
}

// It went there and home without end, thousands of times, as long as its own channel was down.
TEST_P(SenderFailoverTest, AnAlertDoesNotGoAgainToWhereItWasRefused) {
  OptOut("second");
  BringDown("generic");
  PutInto("m1", OutboundClass::kAlert, 0, "generic", "generic");
  Say("UPDATE outbound SET tried = 'generic second' WHERE id = 'm1'");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(20));
    return StateOf("m1") == "sent";
  }));
  EXPECT_EQ(Row("m1").channel, "generic");
  EXPECT_EQ(second_.count(), 0U);
}

TIPLINE_ON_BOTH_ENGINES(SenderFailoverTest);

}  // namespace
}  // namespace tipline::workers
