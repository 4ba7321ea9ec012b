#include "workers/loop/channel_watch.h"

#include "tests/workers/jobs/worker_world.h"
#include "workers/loop/worker.h"

namespace tipline::workers {
namespace {

using flows::Health;
using gateway::SendClass;

class ChannelWatchTest : public WorkerTest {
 protected:
  void SetUp() override {
    WorkerTest::SetUp();
    settings_.channels["generic"].silence_alarm = Millis(60'000);
    watch_ = std::make_unique<ChannelWatch>(*services_, redis_server_->options(), "here");
  }
  store::ChannelStatus Read() {
    auto read = store::ChannelStatuses(*redis_).Read({"generic"});
    EXPECT_TRUE(read.has_value());
    return read ? read->front() : store::ChannelStatus{};
  }
  void Look() {
    clock_.Forward(kChannelsEvery);
    watch_->Look();
  }
  void Answer(SendClass outcome, int times) {
    for (int i = 0; i < times; ++i)
      services_->health.Answered("generic", outcome, Millis(80), clock_.Now());
  }
  static double Value(const char* gauge) {
    return Gauge(gauge, "", {{"channel", "generic"}}).Value();
  }

  std::unique_ptr<ChannelWatch> watch_;
};

TEST_P(ChannelWatchTest, TellsAllProgramsAndTheMetrics) {
  Look();
  ASSERT_EQ(Read().workers.size(), 1U) << "also while nothing is sent";
  EXPECT_EQ(Read().workers[0].worker, "here");
  EXPECT_FALSE(Read().out_at);
  Answer(SendClass::kSent, 6);
  Look();
  EXPECT_TRUE(Read().out_at.has_value());
  EXPECT_EQ(Read().Together(clock_.Now()).answers.taken, 6);
  EXPECT_EQ(Value("tipline_channel_state"), 0);
  EXPECT_GT(Value("tipline_channel_last_out_seconds"), 1e9);
  const auto out_at = Read().out_at;
  Answer(SendClass::kConfig, 1);
  Look();
  const store::WorkerView view = Read().Together(clock_.Now());
  EXPECT_EQ(view.state, Health::kDown);
  EXPECT_EQ(view.why, "the provider refuses us: credentials, balance or sender");
  EXPECT_EQ(Read().out_at, out_at) << "it took nothing";
  EXPECT_EQ(Value("tipline_channel_state"), 2);
  EXPECT_NEAR(Value("tipline_channel_failed_share"), 1.0 / 7, 1e-9);
}

TEST_P(ChannelWatchTest, ForgetsWorkersThatAreGone) {
  store::ChannelView old;
  old.channel = "generic";
  old.view.worker = "gone";
  old.view.at = clock_.Now() - store::kViewForgotten;
  ASSERT_TRUE(store::ChannelStatuses(*redis_).TellViews({old}));
  Look();
  ASSERT_EQ(Read().workers.size(), 1U);
  EXPECT_EQ(Read().workers[0].worker, "here");
}

TEST_P(ChannelWatchTest, SeesSilenceWithoutAGatewayToTell) {
  Look();
  EXPECT_EQ(Value("tipline_channel_silent"), 0) << "no gateway ever looked after it";
  ASSERT_TRUE(store::ChannelStatuses(*redis_).TellArrivals(
      {{"generic", clock_.Now(), clock_.Now(), {}, {}, 0}}));
  Look();
  EXPECT_EQ(Value("tipline_channel_silent"), 0);
  clock_.Forward(Millis(60'000));
  Look();
  EXPECT_EQ(Value("tipline_channel_silent"), 1);
  EXPECT_TRUE(Read().silent_at.has_value());
}

TEST_P(ChannelWatchTest, ARedisThatIsAwayHoldsNothingUp) {
  redis_server_->Kill();
  Look();
  Look();
  redis_server_->StartAgain();
  EXPECT_TRUE(testing::Eventually([&] {
    Look();
    const auto read = store::ChannelStatuses(*redis_).Read({"generic"});
    return read && !read->front().workers.empty();
  }));
}

TEST_P(ChannelWatchTest, TheWorkerRunsIt) {
  lane_->Stop();
  lane_.reset();
  auto worker = Worker::Start(
      *services_, [&](const std::string&) { return redis_server_->options(); }, "test", 1);
  ASSERT_TRUE(worker.has_value()) << worker.error().message;
  EXPECT_TRUE(testing::Eventually([&] {
    const store::ChannelStatus status = Read();
    return !status.workers.empty() && status.workers[0].worker == "test";
  }));
  (*worker)->Stop();
}

INSTANTIATE_TEST_SUITE_P(Engines, ChannelWatchTest, ::testing::Values("sqlite"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::workers
