#include <nlohmann/json.hpp>

#include "tests/workers/jobs/worker_world.h"
#include "workers/loop/sender.h"

namespace tipline::workers {
namespace {

class DeliverTest : public WorkerTest {};

TEST_P(DeliverTest, SendsOnceWithOurIdAndKeepsNoWords) {
  provider_.Next({{200, R"({"id":"p-1"})", {}}});
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(Row("m1").provider_id, "p-1");
  PostMessage("m1");
  RunUntilIdle();
  ASSERT_EQ(provider_.count(), 1U);
  EXPECT_EQ(nlohmann::json::parse(provider_.requests()[0].body).at("id"), "m1");
  Report("m1", DeliveryState::kDelivered, "report1");
  EXPECT_TRUE(StepUntil([&] { return StateOf("m1") == "delivered"; }));
}

TEST_P(DeliverTest, TriesAgainAfterATemporaryFailureUnderTheSameId) {
  provider_.Next({{503, "", {}}, {500, "", {}}});
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return provider_.count() == 1 && StateOf("m1") == "queued"; }));
  ASSERT_TRUE(Row("m1").next_try_at);
  EXPECT_GE(*Row("m1").next_try_at - Row("m1").updated_at, kFirstSendRetry / 4);  // not at once
  clock_.Forward(kLastSendRetry);
  ASSERT_TRUE(StepUntil([&] { return provider_.count() >= 2; }));
  clock_.Forward(kLastSendRetry);
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(provider_.count(), 3U);
  EXPECT_EQ(StateOf("m1"), "sent");
  EXPECT_EQ(Row("m1").attempts, 3);
}

TEST_P(DeliverTest, WaitsAsLongAsTheProviderAsks) {
  provider_.Next({{429, "", {{"Retry-After", "3"}}}});
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return provider_.count() == 1 && StateOf("m1") == "queued"; }));
  const auto asked = std::chrono::steady_clock::now();
  PostMessage("m2");  // the whole channel is slowed down, by Redis' clock: for all lanes
  clock_.Forward(std::chrono::seconds(30));
  RunUntilIdle();
  EXPECT_EQ(provider_.count(), 1U);
  EXPECT_TRUE(StepUntil([&] { return StateOf("m1") == "sent" && StateOf("m2") == "sent"; }));
  EXPECT_GE(std::chrono::steady_clock::now() - asked, std::chrono::milliseconds(2500));
}

TEST_P(DeliverTest, APermanentFailureIsFinal) {
  provider_.Next({{400, "", {}}});
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "failed" || StateOf("m1") == "rejected"; }));
  clock_.Forward(std::chrono::hours(1));
  RunUntilIdle();
  EXPECT_EQ(provider_.count(), 1U);
}

TEST_P(DeliverTest, WrongCredentialsStopTheChannelAndLoseNothing) {
  provider_.Script([](const testing::FakeRequest&) { return testing::FakeAnswer{401, "", {}}; });
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "held"; }));
  PostMessage("m2");
  RunUntilIdle();
  EXPECT_EQ(provider_.count(), 1U);
  provider_.Script([](const testing::FakeRequest&) { return testing::FakeAnswer{}; });
  clock_.Forward(kConfigProbe + std::chrono::seconds(1));
  EXPECT_TRUE(StepUntil([&] { return StateOf("m1") == "sent" && StateOf("m2") == "sent"; }));
}

TEST_P(DeliverTest, AChannelThatCannotSendHoldsUntilItCan) {
  PostMessage("m1", OutboundClass::kReply, "mute");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "held"; }));
  EXPECT_EQ(Row("m1").reason, "channel has no api_url");
  settings_.channels["mute"].api_url = provider_.url();
  StartAfresh();
  EXPECT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
}

TEST_P(DeliverTest, WhatADeadWorkerLeftHalfSentIsSentAgain) {
  provider_.Next({{200, "{}", {}, true}});  // takes it, never answers
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return provider_.count() == 1; }));
  EXPECT_EQ(StateOf("m1"), "sending");
  StartAfresh();
  RunUntilIdle();
  EXPECT_EQ(provider_.count(), 1U);  // its request may still be under way
  clock_.Forward(kLeftBehind);
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  EXPECT_EQ(provider_.count(), 2U);
  EXPECT_EQ(Row("m1").attempts, 2);
}

TEST_P(DeliverTest, AReportSettlesTheMessageOfItsProviderIdWhateverTheUrlNames) {
  provider_.Next({{200, R"({"id":"p-1"})", {}}, {200, R"({"id":"p-2"})", {}}});
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  PostMessage("m2");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m2") == "sent"; }));
  Report("m2", DeliveryState::kDelivered, "report1", Row("m1").provider_id);
  EXPECT_TRUE(StepUntil([&] { return StateOf("m1") == "delivered"; }));
  Report("m2", DeliveryState::kDelivered, "report2", "p-of-nobody");
  RunUntilIdle();
  EXPECT_EQ(StateOf("m2"), "sent");
}

TEST_P(DeliverTest, AReportOnSomebodyElsesMessageIsLetGoInTheEnd) {
  Report("never heard of", DeliveryState::kDelivered, "report1");
  RunUntilIdle();
  clock_.Forward(std::chrono::minutes(3));
  EXPECT_TRUE(StepUntil([&] {
    int64_t left = 0;
    for (int p = 0; p < settings_.partitions; ++p)
      left += redis_->Run({"XLEN", store::StreamKey(store::TagOf(p), "tips")})->view().integer();
    return left == 0;
  }));
}

TEST_P(DeliverTest, ReportsThatAreNotOursStopNoTip) {
  constexpr int kReports = 1100;
  for (int i = 0; i < kReports; ++i)
    Report("foreign" + std::to_string(i), DeliveryState::kDelivered, "report" + std::to_string(i));
  Tip tip = MakeTip("tip1", "they do not pay me");
  tip.pseudonym = Pseudonym(keys_, "x");  // the partition of the reports
  Send(tip);
  EXPECT_TRUE(StepUntil([&] { return Cases().size() == 1; }));
  PostMessage("m1");
  ASSERT_TRUE(StepUntil([&] { return StateOf("m1") == "sent"; }));
  Report("m1", DeliveryState::kDelivered, "ours");  // and one of ours still counts
  EXPECT_TRUE(StepUntil([&] { return StateOf("m1") == "delivered"; }));
}

TIPLINE_ON_BOTH_ENGINES(DeliverTest);

}  // namespace
}  // namespace tipline::workers
