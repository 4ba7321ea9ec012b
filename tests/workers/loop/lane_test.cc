// A lane takes what comes, in batches and in order, and goes on after what breaks around it.
#include "workers/loop/lane.h"

#include <chrono>
#include <stdexcept>

#include "tests/workers/loop/lane_world.h"
#include "workers/loop/worker.h"

namespace tipline::workers {
namespace {

class LaneTest : public LaneWorld {};

TEST_P(LaneTest, TakesMoreThanOneInABatchAndInOrder) {
  std::vector<std::string> wanted;
  for (int i = 0; i < 50; ++i) {
    wanted.push_back("e" + std::to_string(i));
    Post(wanted.back());
  }
  ASSERT_TRUE(StepUntil([&] { return script_.ids.size() >= 50; }));
  EXPECT_EQ(script_.ids, wanted);
  EXPECT_GT(script_.largest, 10U);
  EXPECT_TRUE(StepUntil([&] { return Left() == 0; }));
}

TEST_P(LaneTest, ARedisThatCameBackEmptyIsMadeReadyAgain) {
  Post("before");
  ASSERT_TRUE(StepUntil([&] { return script_.ids.size() == 1; }));
  ASSERT_TRUE(redis_->Run({"FLUSHALL"}));
  ASSERT_TRUE(redis_->Run({"FUNCTION", "FLUSH"}));
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(1));
    return redis_->Run({"FUNCTION", "LIST"})->view().size() > 0;
  }));
  Post("after");
  EXPECT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(1));
    return script_.ids.size() == 2;
  }));
}

TEST_P(LaneTest, KindsOfOneJobKeepTheirOrder) {
  Post("1", "scripted");
  Post("2", "another");
  Post("3", "scripted");
  ASSERT_TRUE(StepUntil([&] { return Left() == 0; }));
  EXPECT_EQ(script_.ids, (std::vector<std::string>{"1", "2", "3"}));
}

TEST_P(LaneTest, WhatADeadWorkerHadComesBackToTheNextOne) {
  script_.one = [](const store::Delivered&) -> Outcome {
    return {Verdict::kRetry, Unavailable("not now")};
  };
  Post("left");
  ASSERT_TRUE(StepUntil([&] { return !script_.ids.empty(); }));
  StartAfresh();
  script_.one = [](const store::Delivered&) { return Done(); };
  EXPECT_TRUE(StepUntil([&] { return Left() == 0; }));
  EXPECT_EQ(script_.ids.back(), "left");
}

TEST_P(LaneTest, AJobThatThrowsIsBuriedAndTheOthersAreDone) {
  std::vector<std::string> done;
  script_.one = [&](const store::Delivered& entry) -> Outcome {
    if (entry.id == "bad") throw std::runtime_error("CANARYWORDS");
    done.push_back(entry.id);
    return Done();
  };
  Post("bad");
  Post("good");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(kLastRetry);
    return Dead() == 1 && Left() == 0;
  }));
  EXPECT_EQ(done, std::vector<std::string>{"good"});
  const auto dead = store::Streams(*redis_, settings_.partitions, "t").DeadLetters();
  EXPECT_EQ(dead->front().id, "bad");
  EXPECT_EQ(dead->front().error, "internal");
}

TEST_P(LaneTest, ATimerThatThrowsIsTriedLaterAndGivenUpInTheEnd) {
  ASSERT_TRUE(lane_->Schedule("", "scripted", "t1", clock_.Now()));
  store::Timers timers(*redis_, settings_.partitions);
  ASSERT_TRUE(StepUntil([&] { return script_.ids.size() == 1; }));
  RunUntilIdle();
  EXPECT_EQ(script_.ids.size(), 1U);  // not at once
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(5));
    return *timers.Count() == 0;
  }));
  EXPECT_EQ(script_.ids.size(), static_cast<size_t>(kMaxTries));
}

TEST_P(LaneTest, AWorkerOfSeveralLanesStopsWithinSeconds) {
  lane_->Stop();
  lane_.reset();
  script_.one = [](const store::Delivered&) { return Done(); };
  auto worker = Worker::Start(
      *services_, [&](const std::string&) { return redis_server_->options(); }, "test", 2);
  ASSERT_TRUE(worker.has_value()) << worker.error().message;
  Send(MakeTip("tip1", "my boss keeps my passport", true));
  ASSERT_TRUE(testing::Eventually([&] { return provider_.count() >= 1; }));
  const auto before = std::chrono::steady_clock::now();
  (*worker)->Stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
  EXPECT_EQ(Cases().size(), 1U);
}

// The clock was an hour ahead and is put right: nothing waits for that hour to be over again.
TEST_P(LaneTest, AClockThatIsSetBackHoldsNothingUp) {
  constexpr Millis kHour{3'600'000};
  script_.one = [&](const store::Delivered&) {
    return Outcome{Verdict::kRetry, Unavailable("away")};
  };
  clock_.Set(kHour);
  Post("tried an hour ahead");
  PostMessage("posted an hour ahead");
  lane_->Step(Millis(5));
  ASSERT_TRUE(StepUntil([&] { return !script_.ids.empty(); }));
  clock_.Set(-kHour);
  script_.one = [](const store::Delivered&) { return Done(); };
  script_.ids.clear();
  PostMessage("posted now");
  ASSERT_TRUE(lane_->Schedule("same", "scripted", "a timer", clock_.Now()).has_value());
  EXPECT_TRUE(StepUntil([&] {
    return StateOf("posted an hour ahead") == "sent" && StateOf("posted now") == "sent" &&
           script_.ids.size() >= 2;
  }));
}

TIPLINE_ON_BOTH_ENGINES(LaneTest);

}  // namespace
}  // namespace tipline::workers
