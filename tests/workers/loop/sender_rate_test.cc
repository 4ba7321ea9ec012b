// The rate that all lanes share.
#include <algorithm>

#include "tests/workers/loop/sender_world.h"

namespace tipline::workers {
namespace {

class SenderRateTest : public SenderWorld {};

TEST_P(SenderRateTest, ARateHoldsForAllLanesTogether) {
  ChannelSettings& channel = settings_.channels["generic"];
  channel.rate_per_second = 20;
  channel.burst = 4;
  std::vector<std::chrono::steady_clock::time_point> came;
  provider_.Script([&](const auto&) {
    came.push_back(std::chrono::steady_clock::now());
    return testing::FakeAnswer{};
  });
  for (int i = 0; i < 40; ++i)
    PostMessage("m" + std::to_string(i), OutboundClass::kReply, "generic", std::to_string(i));
  Lane other(*services_, redis_server_->options(), "test-1");
  ASSERT_TRUE(other.Prepare().has_value());
  ASSERT_TRUE(testing::Eventually([&] {
    lane_->Step(Millis(5));
    other.Step(Millis(5));
    return provider_.count() == 40;
  }));
  for (size_t i = 0; i < came.size(); ++i) {
    const auto in_a_second = std::count_if(came.begin(), came.end(), [&](const auto& one) {
      return one >= came[i] && one - came[i] < std::chrono::seconds(1);
    });
    EXPECT_LE(in_a_second, 24);
  }
  const std::chrono::duration<double> time = came.back() - came.front();
  EXPECT_GE(time.count(), 1.7);  // 36 after the burst
  other.Stop();
}

TEST_P(SenderRateTest, WhenRedisIsAwayNothingLeavesAndNothingIsLost) {
  settings_.channels["generic"].rate_per_second = 1;
  for (int i = 0; i < 5; ++i)
    PostMessage("m" + std::to_string(i));
  ASSERT_TRUE(StepUntil([&] { return provider_.count() == 1; }));
  redis_server_->Kill();
  for (int i = 0; i < 200; ++i)
    lane_->Step(Millis(5));
  const size_t before = provider_.count();
  EXPECT_LE(before, 2U);
  for (int i = 0; i < 5; ++i)
    EXPECT_NE(StateOf("m" + std::to_string(i)), "sending");
  redis_server_->StartAgain();
  EXPECT_TRUE(StepUntil([&] { return provider_.count() == 5; }));
}

TIPLINE_ON_BOTH_ENGINES(SenderRateTest);

}  // namespace
}  // namespace tipline::workers
