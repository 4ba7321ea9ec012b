// What goes wrong on the way of a webhook, by chance that a seed repeats.
#include "workers/emulate/faults.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace tipline::emulate {
namespace {

TEST(Faults, TheSameSeedDoesTheSameAgain) {
  const Faults faults{2, true, Millis(50), 0.3, 7};
  const auto plan = [&faults] {
    Chance chance(faults.seed);
    return PlanTrips(5, faults, chance);
  };
  const auto first = plan();
  const auto again = plan();
  ASSERT_EQ(first.size(), 15U);
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].webhook, again[i].webhook);
    EXPECT_EQ(first[i].held, again[i].held);
    EXPECT_EQ(first[i].fate, again[i].fate);
    EXPECT_GE(first[i].held, first[i == 0 ? 0 : i - 1].held);
  }
}

TEST(Faults, ReorderGivesAnotherOrderAndLosesNothing) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    Chance chance(seed);
    const auto trips = PlanTrips(3, {0, true, Millis(0), 0, seed}, chance);
    std::vector<size_t> order;
    for (const Trip& trip : trips)
      order.push_back(trip.webhook);
    EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
    EXPECT_EQ(std::set<size_t>(order.begin(), order.end()).size(), 3U);
  }
}

TEST(Faults, DropLosesThatShareBothWays) {
  Chance chance(3);
  const auto trips = PlanTrips(1000, {0, false, Millis(0), 0.4, 3}, chance);
  const auto count = [&trips](Trip::Fate fate) {
    return std::count_if(trips.begin(), trips.end(),
                         [fate](const Trip& trip) { return trip.fate == fate; });
  };
  EXPECT_NEAR(static_cast<double>(count(Trip::Fate::kLost)), 200, 50);
  EXPECT_NEAR(static_cast<double>(count(Trip::Fate::kAnswerLost)), 200, 50);
}

}  // namespace
}  // namespace tipline::emulate
