// Timers whose job meets somebody who was faster.
#include "gateway/store/live/timers.h"
#include "tests/workers/jobs/worker_world.h"
#include "workers/loop/counts.h"
#include "workers/loop/job.h"

namespace tipline::workers {
namespace {

constexpr int kFaster = 3;
int runs = 0;  // of the test that runs

class Contested final : public TimerJob {
 public:
  Status Run(Lane&, const std::string&) const override {
    if (++runs <= kFaster) return Conflict("somebody was faster");
    return Unit{};
  }
};
const RegisterTimer kContested("contested", std::make_shared<Contested>());

class LaneTimersTest : public WorkerTest {};

TEST_P(LaneTimersTest, AConflictIsNoTroubleAndTriedAgainWithinSeconds) {
  runs = 0;
  const auto troubles = Counts().troubles.Value();
  ASSERT_TRUE(lane_->Schedule("", "contested", "t1", clock_.Now()));
  const TimePoint began = clock_.Now();
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(kTimerLook);
    return runs > kFaster;
  }));
  EXPECT_LT(clock_.Now() - began, store::kTimerLease) << "it does not wait for its lease";
  EXPECT_EQ(Counts().troubles.Value(), troubles);
  EXPECT_TRUE(
      StepUntil([&] { return *store::Timers(*redis_, settings_.partitions).Count() == 0; }));
}

TIPLINE_ON_BOTH_ENGINES(LaneTimersTest);

}  // namespace
}  // namespace tipline::workers
