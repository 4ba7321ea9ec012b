#include "gateway/store/records/stats.h"

#include <gtest/gtest.h>

#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

class StatsTest : public EnginesTest {};

TEST_P(StatsTest, CountsWhatCameInWithinTheSpan) {
  Import(1);
  CaseRecords cases(db(), keys());
  Intake offered = MakeIntake("tip1", "talk1");
  offered.offer = OfferTo(1, now_ + std::chrono::hours(1));
  const Intake again = MakeIntake("tip2", "talk1");
  Intake earlier = MakeIntake("tip3", "talk2");
  earlier.tip.received_at = now_ - std::chrono::days(40);
  const auto taken = cases.TakeIn({offered, again, earlier}, now_);
  ASSERT_TRUE(taken.has_value()) << taken.error().message;

  const TimePoint from = now_ - std::chrono::days(30);
  const TimePoint to = now_ + Millis(1);
  const auto soon = ReadCaseStats(db(), from, to, now_);
  ASSERT_TRUE(soon.has_value()) << soon.error().message;
  EXPECT_EQ(soon->cases, 1);
  EXPECT_EQ(soon->tips, 2);
  EXPECT_EQ(soon->overdue, 0);
  EXPECT_EQ(soon->needs_person, 0);
  EXPECT_EQ(soon->by_priority, (std::map<std::string, int>{{"P1", 1}}));
  EXPECT_EQ(soon->referrals, (std::map<std::string, int>{{"offered", 1}}));

  const auto later =
      ReadCaseStats(db(), from - std::chrono::days(30), to, now_ + std::chrono::hours(1));
  ASSERT_TRUE(later.has_value());
  EXPECT_EQ(later->cases, 2);
  EXPECT_EQ(later->overdue, 2);
  EXPECT_EQ(later->needs_person, 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, StatsTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
