#include "gateway/http/timer_wheel.h"

#include <functional>
#include <memory>
#include <random>

#include <gtest/gtest.h>

namespace tipline::http {
namespace {

constexpr Millis kTenth{100};
const SteadyTime kStart{std::chrono::hours(5)};

struct Node final : TimerNode {
  void OnTimer() override {
    ++fired;
    if (then) then();
  }
  int fired = 0;
  std::function<void()> then;
};

TEST(TimerWheel, FiresWithinATickAfterTheTimeAndNeverBefore) {
  std::mt19937 chance(3);
  TimerWheel wheel(kStart, kTenth, 16);
  struct Timed {
    Node node;
    Millis due{};
  };
  std::vector<std::unique_ptr<Timed>> nodes;
  for (int i = 0; i < 200; ++i) {
    nodes.push_back(std::make_unique<Timed>());
    nodes.back()->due =
        Millis(std::uniform_int_distribution<int>(0, 9000)(chance));  // several rounds
    wheel.Arm(nodes.back()->node, kStart + nodes.back()->due);
  }
  for (Millis now{0}; now <= Millis(9300); now += Millis(10)) {
    wheel.Advance(kStart + now);
    for (const auto& timed : nodes) {
      const int fired = timed->node.fired;
      EXPECT_TRUE(now < timed->due ? fired == 0 : fired <= 1);
      EXPECT_TRUE(now < timed->due + kTenth || fired == 1);
    }
  }
}

TEST(TimerWheel, ALateAdvanceMissesNothing) {
  TimerWheel wheel(kStart, kTenth, 8);
  Node early;
  Node late;
  wheel.Arm(early, kStart + Millis(250));
  wheel.Arm(late, kStart + Millis(100'000));
  wheel.Advance(kStart + Millis(50'000));
  EXPECT_EQ(early.fired, 1);
  EXPECT_EQ(late.fired, 0);
  wheel.Advance(kStart + Millis(200'000));
  EXPECT_EQ(late.fired, 1);
}

TEST(TimerWheel, ArmingAgainReplacesAndDisarmingForgets) {
  TimerWheel wheel(kStart, kTenth, 8);
  Node moved;
  Node gone;
  wheel.Arm(moved, kStart + Millis(100));
  wheel.Arm(moved, kStart + Millis(500));
  wheel.Arm(gone, kStart + Millis(100));
  gone.Disarm();
  {
    Node dead;
    wheel.Arm(dead, kStart + Millis(100));
  }
  wheel.Advance(kStart + Millis(400));
  EXPECT_EQ(moved.fired, 0);
  EXPECT_TRUE(moved.armed());
  wheel.Advance(kStart + Millis(600));
  EXPECT_EQ(moved.fired, 1);
  EXPECT_EQ(gone.fired, 0);
}

TEST(TimerWheel, ANodeMayArmItselfAgainOrEndAnother) {
  TimerWheel wheel(kStart, kTenth, 8);
  Node again;
  auto victim = std::make_unique<Node>();
  again.then = [&] {
    if (again.fired < 3) wheel.Arm(again, kStart);  // long over: the next tick
    victim.reset();
  };
  wheel.Arm(again, kStart + Millis(100));
  wheel.Arm(*victim, kStart + Millis(100));
  for (int i = 2; i < 10; ++i)
    wheel.Advance(kStart + i * kTenth);
  EXPECT_EQ(again.fired, 3);
}

TEST(TimerWheel, GivesBackWhatIsLeft) {
  TimerWheel wheel(kStart, kTenth, 8);
  Node a;
  Node b;
  wheel.Arm(a, kStart);
  wheel.Arm(b, kStart + Millis(300));
  EXPECT_NE(wheel.TakeAny(), nullptr);
  EXPECT_NE(wheel.TakeAny(), nullptr);
  EXPECT_EQ(wheel.TakeAny(), nullptr);
  EXPECT_FALSE(a.armed() || b.armed());
}

}  // namespace
}  // namespace tipline::http
