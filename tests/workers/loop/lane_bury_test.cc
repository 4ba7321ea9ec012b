// A lane buries the entry that fails for itself, and none that only waits for something else.
#include "tests/workers/loop/lane_world.h"

namespace tipline::workers {
namespace {

class LaneBuryTest : public LaneWorld {};

TEST_P(LaneBuryTest, BuriesTheOnlyOneThatFailsButNotSoon) {
  script_.one = [](const store::Delivered&) -> Outcome {
    return {Verdict::kRetry, Internal("broken")};
  };
  Post("bad");
  ASSERT_TRUE(StepFor(kBuryAtTheEarliest - kLastRetry * 2));
  EXPECT_EQ(Dead(), 0);
  EXPECT_GT(script_.ids.size(), static_cast<size_t>(kMaxTries));
  ASSERT_TRUE(StepFor(kLastRetry * 4));
  EXPECT_EQ(Dead(), 1);
  EXPECT_EQ(Left(), 0);
}

TEST_P(LaneBuryTest, BuriesWhatFailsWhileOthersAreDone) {
  script_.one = [](const store::Delivered& entry) -> Outcome {
    if (entry.id.starts_with("bad")) return {Verdict::kRetry, Internal("broken")};
    return Done();
  };
  PostOfSomebody("bad1");
  PostOfSomebody("bad2");  // no one is the only one
  int others = 0;
  ASSERT_TRUE(StepUntil([&] {
    if (others < 200) PostOfSomebody("good" + std::to_string(others++));
    clock_.Forward(kLastRetry);
    return Dead() == 2 && Left() == 0;
  }));
  const auto dead = store::Streams(*redis_, settings_.partitions, "t").DeadLetters();
  for (const store::DeadLetter& letter : *dead)
    EXPECT_EQ(letter.id.substr(0, 3), "bad");
}

TEST_P(LaneBuryTest, BuriesNothingWhileEverythingFails) {
  constexpr int kEntries = 20;
  bool away = true;
  script_.one = [&](const store::Delivered&) -> Outcome {
    if (away) return {Verdict::kRetry, Internal("of what no list of codes knows")};
    return Done();
  };
  for (int i = 0; i < kEntries; ++i)
    PostOfSomebody("e" + std::to_string(i));
  ASSERT_TRUE(StepFor(kBuryAtTheEarliest * 2));
  EXPECT_EQ(Dead(), 0);
  EXPECT_EQ(Left(), kEntries);
  away = false;
  EXPECT_TRUE(StepUntil([&] {
    clock_.Forward(kLastRetry);
    return Left() == 0;
  }));
  EXPECT_EQ(Dead(), 0);
}

TEST_P(LaneBuryTest, NeverBuriesWhatOnlyWaitsForSomethingElse) {
  int tries = 0;
  script_.one = [&](const store::Delivered&) -> Outcome {
    if (++tries <= 3 * kMaxTries) return {Verdict::kRetry, Unavailable("the store is away")};
    return Done();
  };
  Post("patient");
  ASSERT_TRUE(StepUntil([&] {
    clock_.Forward(kLastRetry);
    return Left() == 0;
  }));
  EXPECT_EQ(tries, 3 * kMaxTries + 1);
  EXPECT_EQ(Dead(), 0);
}

TEST_P(LaneBuryTest, WhatWasHandedOutTooOftenRunsAloneAndInOrder) {
  script_.one = [](const store::Delivered&) -> Outcome {
    return {Verdict::kRetry, Conflict("not now")};
  };
  Post("1");
  Post("2");
  ASSERT_NO_FATAL_FAILURE(HandOutTooOften(2));
  script_.largest = 0;
  ASSERT_TRUE(StepUntil([&] { return script_.ids.size() >= 3; }));
  EXPECT_EQ(script_.ids, (std::vector<std::string>{"1", "1", "1"}));
  script_.one = [](const store::Delivered&) { return Done(); };
  ASSERT_TRUE(StepUntil([&] { return Left() == 0; }));
  EXPECT_EQ(script_.ids, (std::vector<std::string>{"1", "1", "1", "1", "2"}));
  EXPECT_EQ(script_.largest, 1U);
}

TEST_P(LaneBuryTest, OfThoseHandedOutTooOftenOnlyTwoAskAStoreThatIsAway) {
  script_.one = [](const store::Delivered&) -> Outcome {
    return {Verdict::kRetry, Unavailable("not now")};
  };
  const auto partitions = static_cast<size_t>(settings_.partitions);
  for (int p = 0; p < settings_.partitions; ++p)
    Post("e" + std::to_string(p), "scripted", "0000000" + std::to_string(p));
  ASSERT_NO_FATAL_FAILURE(HandOutTooOften(partitions));
  ASSERT_TRUE(StepUntil([&] { return !script_.ids.empty(); }));
  EXPECT_EQ(script_.ids.size(), 2U);
  script_.one = [](const store::Delivered&) { return Done(); };
  EXPECT_TRUE(StepUntil([&] { return Left() == 0; }));
}

TIPLINE_ON_BOTH_ENGINES(LaneBuryTest);

}  // namespace
}  // namespace tipline::workers
