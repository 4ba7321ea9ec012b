#include "gateway/store/live/timers.h"

#include <algorithm>

#include "tests/gateway/store/live/live_test.h"

namespace tipline::store {
namespace {

class TimersTest : public LiveTest {
 protected:
  std::vector<std::string> Due(TimePoint now) {
    const auto due = timers_.TakeDue(All(), now);
    EXPECT_TRUE(due.has_value()) << due.error().message;
    std::vector<std::string> names;
    if (due) {
      last_ = due->jobs;
      next_ = due->next;
      for (const DueJob& job : due->jobs)
        names.push_back(job.job + ":" + job.id);
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  using Texts = std::vector<std::string>;

  const TimePoint now_ = FromMillis(1'790'000'000'000);
  Timers timers_{redis(), kPartitions};
  std::vector<DueJob> last_;
  std::optional<TimePoint> next_;
};

TEST_F(TimersTest, GivesWhatIsDueAndSaysWhenTheNextIs) {
  ASSERT_TRUE(timers_.Schedule(1, "chase", "r1", now_).has_value());
  ASSERT_TRUE(timers_.Schedule(2, "chase", "r|2", now_ - Millis(5)).has_value());
  ASSERT_TRUE(timers_.Schedule(2, "forget", "r3", now_ + Millis(1)).has_value());
  EXPECT_EQ(Due(now_), (Texts{"chase:r1", "chase:r|2"}));
  EXPECT_EQ(next_, now_ + Millis(1));
  EXPECT_EQ(*timers_.Count(), 3);
}

TEST_F(TimersTest, NothingWaits) {
  EXPECT_EQ(Due(now_), Texts{});
  EXPECT_FALSE(next_.has_value());
}

TEST_F(TimersTest, ComesBackAfterACrashUnlessDone) {
  ASSERT_TRUE(timers_.Schedule(1, "chase", "r1", now_).has_value());
  ASSERT_TRUE(timers_.Schedule(1, "chase", "r2", now_).has_value());
  EXPECT_EQ(Due(now_).size(), 2U);
  const auto first =
      std::find_if(last_.begin(), last_.end(), [](const DueJob& job) { return job.id == "r1"; });
  ASSERT_TRUE(timers_.Done(*first).has_value());
  EXPECT_EQ(Due(now_ + kTimerLease - Millis(1)), Texts{});
  EXPECT_EQ(Due(now_ + kTimerLease), Texts{"chase:r2"});
}

TEST_F(TimersTest, AJobScheduledAnewWhileItRunsStays) {
  ASSERT_TRUE(timers_.Schedule(1, "chase", "r1", now_).has_value());
  EXPECT_EQ(Due(now_).size(), 1U);
  ASSERT_TRUE(timers_.Schedule(1, "chase", "r1", now_ + Millis(500)).has_value());
  ASSERT_TRUE(timers_.Done(last_[0]).has_value());
  EXPECT_EQ(Due(now_ + Millis(500)), Texts{"chase:r1"});
}

TEST_F(TimersTest, AJobScheduledAnewForTheVeryEndOfItsLeaseStays) {
  ASSERT_TRUE(timers_.Schedule(1, "chase", "r1", now_).has_value());
  EXPECT_EQ(Due(now_).size(), 1U);
  ASSERT_TRUE(timers_.Schedule(1, "chase", "r1", last_[0].lease_until).has_value());
  ASSERT_TRUE(timers_.Done(last_[0]).has_value());
  EXPECT_EQ(Due(last_[0].lease_until), Texts{"chase:r1"});
}

TEST_F(TimersTest, TheEndOfALeaseIsTheNextTimeWhereNothingElseWaits) {
  ASSERT_TRUE(timers_.Schedule(1, "chase", "r1", now_).has_value());
  EXPECT_EQ(Due(now_).size(), 1U);
  EXPECT_EQ(next_, last_[0].lease_until);
}

TEST_F(TimersTest, ASecondTimeMovesTheFirst) {
  ASSERT_TRUE(timers_.Schedule(Someone(), "chase", "r1", now_).has_value());
  ASSERT_TRUE(timers_.Schedule(Someone(), "chase", "r1", now_ + Millis(10)).has_value());
  EXPECT_EQ(Due(now_), Texts{});
  EXPECT_EQ(Due(now_ + Millis(10)), Texts{"chase:r1"});
}

TEST_F(TimersTest, OnlyLeasedPartitionsAreAsked) {
  ASSERT_TRUE(timers_.Schedule(1, "chase", "r1", now_).has_value());
  EXPECT_TRUE(timers_.TakeDue({{2, 1}}, now_)->jobs.empty());
}

TEST_F(TimersTest, RefusesAJobNameThatCouldNotBeReadBack) {
  for (const char* name : {"", "a|b", "a b"})
    EXPECT_EQ(timers_.Schedule(1, name, "r1", now_).error().code, Code::kInvalid);
}

}  // namespace
}  // namespace tipline::store
