// What must be tried again holds back the later entries of its partition, but not for ever.
#include <utility>

#include "tests/workers/loop/lane_world.h"

namespace tipline::workers {
namespace {

class LaneOrderTest : public LaneWorld {};

TEST_P(LaneOrderTest, OneOfABatchThatFailsIsNotOvertakenByTheNextOfItsPartition) {
  bool failed = false;
  script_.one = [&](const store::Delivered& entry) -> Outcome {
    if (entry.id != "1" || std::exchange(failed, true)) return Done();
    return {Verdict::kRetry, Internal("once")};
  };
  for (const char* id : {"1", "2", "3"})
    Post(id, "in turn");
  ASSERT_TRUE(StepUntil([&] { return Left() == 0; }));
  EXPECT_EQ(script_.ids, (std::vector<std::string>{"1", "1", "2", "3"}));
}

TEST_P(LaneOrderTest, OneOfABatchThatNeverSucceedsLetsTheNextOnesGoInTheEnd) {
  script_.one = [&](const store::Delivered& entry) -> Outcome {
    if (entry.id != "1") return Done();
    return {Verdict::kRetry, Unavailable("always")};
  };
  for (const char* id : {"1", "2", "3"})
    Post(id, "in turn");
  ASSERT_TRUE(StepFor(kHoldBackAtMost * 2));
  EXPECT_EQ(Left(), 1);
}

// On a quiet night nobody else is done meanwhile, and the next one may be a cry for help.
TEST_P(LaneOrderTest, OneThatFailsForItselfHoldsTheNextOneBackForSecondsOnly) {
  script_.one = [](const store::Delivered& entry) -> Outcome {
    if (entry.id == "bad") return {Verdict::kRetry, Internal("always")};
    return Done();
  };
  Post("bad");
  ASSERT_TRUE(StepUntil([&] { return script_.ids.size() == 1; }));
  Post("next");
  ASSERT_TRUE(StepFor(kHoldBack + kLastRetry * 2));
  EXPECT_EQ(Left(), 1);
  EXPECT_EQ(Dead(), 0);
}

TEST_P(LaneOrderTest, TwoThatTheStoreNeverTakesDoNotKeepTheOthersFromTheirTurn) {
  script_.one = [&](const store::Delivered& entry) -> Outcome {
    if (!entry.id.starts_with("bad")) return Done();
    return {Verdict::kRetry, Unavailable("a damaged page")};
  };
  const char* ids[] = {"bad0", "bad1", "good2", "good3"};
  for (int p = 0; p < settings_.partitions; ++p)  // each in its own
    Post(ids[p], "in turn", "0000000" + std::to_string(p));
  ASSERT_TRUE(StepFor(kLastRetry * 20));
  EXPECT_EQ(Left(), 2);
}

TEST_P(LaneOrderTest, WhatWaitsLongForSomethingElseIsSaidOnce) {
  script_.one = [](const store::Delivered&) -> Outcome {
    return {Verdict::kRetry, Unavailable("a damaged page")};
  };
  Post("patient");
  ::testing::internal::CaptureStderr();
  const bool early = StepFor(kHoldBackAtMost - kLastRetry * 2);
  const std::string said_early = ::testing::internal::GetCapturedStderr();
  ::testing::internal::CaptureStderr();
  const bool late = StepFor(kHoldBackAtMost);
  const std::string said = ::testing::internal::GetCapturedStderr();
  ASSERT_TRUE(early && late);
  EXPECT_EQ(said_early.find("entry_waits_long"), std::string::npos);
  const size_t first = said.find("entry_waits_long");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(said.find("entry_waits_long", first + 1), std::string::npos);
  EXPECT_NE(said.find("id=patient"), std::string::npos) << said;
}

TEST_P(LaneOrderTest, ALaterEntryDoesNotOvertakeOneThatMustBeTriedAgain) {
  script_.one = [&](const store::Delivered& entry) -> Outcome {
    if (entry.id != "1" || script_.ids.size() > 1) return Done();
    Post("2");
    return {Verdict::kRetry, Unavailable("not now")};
  };
  Post("1");
  ASSERT_TRUE(StepUntil([&] { return Left() == 0; }));
  EXPECT_EQ(script_.ids, (std::vector<std::string>{"1", "1", "2"}));
}

TEST_P(LaneOrderTest, OneThatNeverSucceedsDoesNotHoldTheOthersBackForEver) {
  script_.one = [](const store::Delivered& entry) -> Outcome {
    if (entry.id == "stuck") return {Verdict::kRetry, Conflict("always")};
    return Done();
  };
  Post("stuck");
  ASSERT_TRUE(StepUntil([&] { return script_.ids.size() == 1; }));
  Post("next");
  EXPECT_TRUE(StepUntil([&] {
    clock_.Forward(std::chrono::seconds(10));
    return script_.ids.back() == "next";
  }));
}

TIPLINE_ON_BOTH_ENGINES(LaneOrderTest);

}  // namespace
}  // namespace tipline::workers
