#include "gateway/store/live/leases.h"

#include <set>

#include "gateway/store/live/streams.h"
#include "tests/gateway/store/live/live_test.h"
#include "tests/support/process.h"

namespace tipline::store {
namespace {

constexpr Millis kShort{1500};  // but longer than a few calls take on a busy machine

class LeasesTest : public LiveTest {
 protected:
  static std::set<int> Keep(Leases& leases) {
    const auto held = leases.Keep();
    EXPECT_TRUE(held.has_value()) << held.error().message;
    std::set<int> partitions;
    if (held)
      for (const Lease& lease : *held)
        partitions.insert(lease.partition);
    return partitions;
  }
  static bool Overlap(const std::set<int>& a, const std::set<int>& b) {
    for (const int p : a)
      if (b.contains(p)) return true;
    return false;
  }
  Redis other_{server().options()};
};

TEST_F(LeasesTest, OneConsumerAloneHoldsAll) {
  Leases one(redis(), kPartitions, "one");
  EXPECT_EQ(Keep(one).size(), 8U);
  EXPECT_EQ(Keep(one).size(), 8U);
}

TEST_F(LeasesTest, ASecondConsumerGetsItsShareAndNeverTheSame) {
  Leases one(redis(), kPartitions, "one");
  Leases two(other_, kPartitions, "two");
  auto first = Keep(one);
  auto second = Keep(two);
  EXPECT_TRUE(second.empty());  // all are held
  first = Keep(one);            // sees the other, gives back
  second = Keep(two);
  EXPECT_EQ(first.size(), 4U);
  EXPECT_EQ(second.size(), 4U);
  EXPECT_FALSE(Overlap(first, second));
}

TEST_F(LeasesTest, HandsOverWhenAConsumerStops) {
  Leases one(redis(), kPartitions, "one");
  Leases two(other_, kPartitions, "two");
  Keep(one);
  Keep(two);
  ASSERT_TRUE(one.Release().has_value());
  EXPECT_EQ(Keep(two).size(), 8U);
}

TEST_F(LeasesTest, HandsOverWhenAConsumerDies) {
  Leases two(other_, kPartitions, "two", kShort);
  {
    Leases dies(redis(), kPartitions, "one", kShort);
    EXPECT_EQ(Keep(dies).size(), 8U);
    EXPECT_TRUE(Keep(two).empty());
  }
  EXPECT_TRUE(testing::Eventually([&] { return Keep(two).size() == 8; }));
}

TEST_F(LeasesTest, AConsumerThatSleptLosesItsLeasesAndHearsOfIt) {
  Leases slept(redis(), kPartitions, "one", kShort);
  Leases two(other_, kPartitions, "two", kShort);
  Keep(slept);
  ASSERT_TRUE(testing::Eventually([&] { return Keep(two).size() == 8; }));
  EXPECT_TRUE(Keep(slept).empty());
}

TEST_F(LeasesTest, ATakenPartitionHasANewEpoch) {
  Leases one(redis(), 1, "one");
  const int64_t first = one.Keep()->at(0).epoch;
  EXPECT_EQ(one.Keep()->at(0).epoch, first);
  ASSERT_TRUE(one.Release().has_value());
  EXPECT_NE(one.Keep()->at(0).epoch, first);
}

TEST_F(LeasesTest, WithoutRedisNothingIsHeld) {
  Leases one(redis(), kPartitions, "one");
  const int64_t before = one.Keep()->at(0).epoch;
  server().Kill();
  EXPECT_EQ(one.Keep().error().code, Code::kUnavailable);
  server().StartAgain();
  const auto after = one.Keep();
  ASSERT_TRUE(after.has_value());
  EXPECT_NE(after->at(0).epoch, before);
}

TEST_F(LeasesTest, TwoWithTheSameNameAreStillTwo) {
  Leases one(redis(), kPartitions, "same");
  Leases two(other_, kPartitions, "same");
  EXPECT_EQ(Keep(one).size(), 8U);
  EXPECT_TRUE(Keep(two).empty());
}

// Who died an hour ahead: neither its leases nor its name live for that hour after the clock is
// right again.
TEST_F(LeasesTest, HandsOverWhenTheClockWasSetBackAndAConsumerDied) {
  Leases dead(other_, kPartitions, "dead", kShort);
  ASSERT_EQ(Keep(dead).size(), 8U);
  constexpr int64_t kHourMs = 3'600'000;
  for (int p = 0; p < kPartitions; ++p)
    ASSERT_TRUE(redis().Run({"PEXPIRE", "tl:" + TagOf(p) + ":lease", std::to_string(kHourMs)}));
  ASSERT_TRUE(redis().Run({"ZINCRBY", "tl:consumers", std::to_string(kHourMs), dead.token()}));
  Leases two(redis(), kPartitions, "two", kShort);
  EXPECT_TRUE(testing::Eventually([&] { return Keep(two).size() == 8; }, 3 * kShort));
}

}  // namespace
}  // namespace tipline::store
