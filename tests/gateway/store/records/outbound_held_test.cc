// What may not go now, and what a crash left.
#include "tests/gateway/store/records/outbound_world.h"

namespace tipline::store {
namespace {

class OutboundHeldTest : public OutboundWorld {};

TEST_P(OutboundHeldTest, HoldsAChannelUntilThen) {
  const TimePoint until = now_ + std::chrono::minutes(5);
  ASSERT_TRUE(records().Add({Message("a"), Message("b")}));
  EXPECT_EQ(*records().Hold("generic", "balance", until, now_), 2);
  EXPECT_EQ(Find("a")->reason, "balance");
  EXPECT_EQ(Take({1}), Ids{});
  EXPECT_EQ(*records().LookAgain({"no such channel"}, now_), 0);
  EXPECT_EQ(*records().ReleaseDue(until - Millis(1)), 0);
  EXPECT_EQ(*records().LookAgain({"no such channel", "balance"}, now_), 2);
  EXPECT_EQ(*records().ReleaseDue(now_), 2);
  EXPECT_EQ(Take({1}), (Ids{"a", "b"}));
}

TEST_P(OutboundHeldTest, WhatAnEarlierReleaseHeldWithoutATimeIsDue) {
  OutboundRow row = Message("a");
  row.state = "held";
  ASSERT_TRUE(records().Add({row}));
  EXPECT_EQ(*records().ReleaseDue(now_ + std::chrono::hours(24)), 0);
  EXPECT_EQ(*records().LookAgain({}, now_), 1);
  EXPECT_EQ(*records().ReleaseDue(now_), 1);
}

TEST_P(OutboundHeldTest, WhatIsHeldForATimeComesBackThenAndNotBefore) {
  const TimePoint until = now_ + std::chrono::hours(8);
  ASSERT_TRUE(records().Add({Message("a"), Message("b")}));
  Take({1});
  Attempt night;
  night.id = "a";
  night.number = 1;
  night.state = "held";
  night.reason = "quiet_hours";
  night.next_try_at = until;
  night.untried = true;
  ASSERT_TRUE(records().Finish({night, {"b", 1, "queued", "", "", std::nullopt}}, now_));
  EXPECT_EQ(Find("a")->attempts, 0);
  EXPECT_EQ(*records().LookAgain({}, now_), 0);  // the configuration is not what it waits for
  EXPECT_EQ(*records().ReleaseDue(until - Millis(1)), 0);
  EXPECT_EQ(Find("a")->state, "held");
  EXPECT_EQ(*records().ReleaseDue(until), 1);
  EXPECT_EQ(Find("a")->state, "queued");
  EXPECT_EQ(*records().Hold("generic", "balance", until, now_), 2);
  EXPECT_EQ(*records().ReleaseDue(until), 2);
}

TEST_P(OutboundHeldTest, WhatIsDueIsReleasedInParts) {
  std::vector<OutboundRow> rows;
  for (int i = 0; i < 1500; ++i) {
    rows.push_back(Message("m" + std::to_string(i)));
    rows.back().state = "held";
    rows.back().next_try_at = now_ + std::chrono::seconds(i < 1200 ? 1 : 100);
    rows.back().updated_at = now_;
  }
  ASSERT_TRUE(records().Add(rows));
  EXPECT_EQ(*records().ReleaseDue(now_), 0);
  const TimePoint due = now_ + std::chrono::seconds(1);
  EXPECT_EQ(*records().ReleaseDue(due), 1000);  // no lane must wait for all of them
  EXPECT_EQ(*records().ReleaseDue(due), 200);
  EXPECT_EQ(*records().ReleaseDue(due), 0);
  // The clock was set back since they were written.
  EXPECT_EQ(*records().ReleaseDue(now_ - std::chrono::hours(1)), 300);
}

TEST_P(OutboundHeldTest, WhatACrashLeftIsUnsureAndStaysSo) {
  const TimePoint later = now_ + std::chrono::seconds(1);
  ASSERT_TRUE(records().Add({Message("a")}));
  Take({1});
  ASSERT_EQ(*records().Reclaim({1}, later, {}, later), 1);
  EXPECT_EQ(Find("a")->unsure, 1);
  Take({1});
  Attempt again{"a", 2, "queued", "", "timeout", now_};
  again.unsure = 2;
  ASSERT_TRUE(records().Finish({again}, now_));
  ASSERT_TRUE(records().Hold("generic", "balance", now_, now_));
  ASSERT_TRUE(records().ReleaseDue(now_));
  EXPECT_EQ(Find("a")->unsure, 2);
}

TEST_P(OutboundHeldTest, WhatWasWrittenBeforeTheClockWasSetBackWaitsNoLonger) {
  const TimePoint ahead = now_ + std::chrono::hours(1);
  ASSERT_TRUE(records().Add({Message("a"), Message("b")}));
  ASSERT_EQ(records().Take({1}, {}, 10, ahead)->size(), 2U);
  ASSERT_TRUE(
      records().Finish({{"a", 1, "queued", "", "busy", ahead + std::chrono::seconds(5)}}, ahead));
  EXPECT_EQ(Take({1}), Ids{"a"});
  EXPECT_EQ(*records().Reclaim({1}, now_ - std::chrono::seconds(30), {}, now_), 1);
  EXPECT_EQ(Take({1}), Ids{"b"});
}

INSTANTIATE_TEST_SUITE_P(Engines, OutboundHeldTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
