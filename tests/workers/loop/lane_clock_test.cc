// Clocks that are over, and what came in before: kCatchUp in workers/loop/lane.h.
#include "tests/workers/jobs/worker_world.h"

namespace tipline::workers {
namespace {

class Counted final : public TimerJob {
 public:
  Status Run(Lane&, const std::string&) const override {
    ++runs;
    return Unit{};
  }
  static int runs;
};
int Counted::runs = 0;
const RegisterTimer kCounted("counted_by_a_test", std::make_shared<Counted>());

class LaneClockTest : public WorkerTest {
 protected:
  void SetUp() override {
    WorkerTest::SetUp();
    Counted::runs = 0;
  }
  void Due() {
    ASSERT_TRUE(lane_->Schedule("a", "counted_by_a_test", "one", clock_.Now()).has_value());
    clock_.Forward(kTimerLook + Millis(1));
  }
  void StepWithWork() {
    SendRaw(
        {"tips", "noise" + std::to_string(++number_), "status", SealToCase(keys_, "{}"), "generic"},
        "a");
    lane_->Step(Millis(0));
    clock_.Forward(kTimerLook + Millis(1));
  }
  int number_ = 0;
};

TEST_P(LaneClockTest, WhatCameInIsReadBeforeTheyAreLookedAt) {
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  ASSERT_NO_FATAL_FAILURE(Due());
  for (int i = 0; i < 5; ++i)
    ASSERT_NO_FATAL_FAILURE(StepWithWork());
  EXPECT_EQ(Counted::runs, 0);
  EXPECT_TRUE(StepUntil([] { return Counted::runs == 1; }));
}

TEST_P(LaneClockTest, ALaneThatIsNeverDoneKeepsThemAllTheSame) {
  ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  ASSERT_NO_FATAL_FAILURE(StepWithWork());
  ASSERT_NO_FATAL_FAILURE(Due());
  for (Millis passed{0}; passed < kCatchUp; passed += Millis(5'000)) {
    ASSERT_NO_FATAL_FAILURE(StepWithWork());
    clock_.Forward(Millis(5'000));
  }
  for (int i = 0; i < 3; ++i)
    ASSERT_NO_FATAL_FAILURE(StepWithWork());
  EXPECT_EQ(Counted::runs, 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, LaneClockTest, ::testing::Values("sqlite"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::workers
