#include "gateway/store/records/opt_outs.h"

#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

class OptOutsTest : public EnginesTest {
 protected:
  OptOuts records() { return OptOuts(db()); }
  void Tell(OptChange change, TimePoint at, const std::string& channel = "sms") {
    const Status told = records().Tell("p1", change, {channel, "22395", at, "person"});
    ASSERT_TRUE(told.has_value()) << told.error().message;
  }
};

TEST_P(OptOutsTest, IsKeptByChannelWithTheLastTime) {
  Tell(OptChange::kOptOut, now_);
  Tell(OptChange::kOptOut, now_ + Millis(5));
  Tell(OptChange::kOptOut, now_ + Millis(3));  // came late
  Tell(OptChange::kNone, now_, "other");
  EXPECT_TRUE(*records().Has("p1", "sms"));
  EXPECT_FALSE(*records().Has("p1", "other"));
  EXPECT_FALSE(*records().Has("p2", "sms"));
  const auto all = records().Of("p1");
  ASSERT_TRUE(all && all->size() == 1);
  EXPECT_EQ(all->front().at, now_ + Millis(5));
  EXPECT_EQ(all->front().sender, "22395");
  EXPECT_EQ(all->front().source, "person");
}

TEST_P(OptOutsTest, AnOptInClearsWhatWasSaidBefore) {
  Tell(OptChange::kOptOut, now_);
  Tell(OptChange::kOptIn, now_ - Millis(1));  // came late
  EXPECT_TRUE(*records().Has("p1", "sms"));
  Tell(OptChange::kOptIn, now_ + Millis(1), "other");
  EXPECT_TRUE(*records().Has("p1", "sms"));
  Tell(OptChange::kOptIn, now_ + Millis(1));
  EXPECT_FALSE(*records().Has("p1", "sms"));
  EXPECT_TRUE(records().Of("p1")->empty());
}

TEST_P(OptOutsTest, AnOptInThatComesLateDoesNotClearWhatWasSaidAfterIt) {
  Tell(OptChange::kOptOut, now_);
  Tell(OptChange::kOptOut, now_ + Millis(5));
  Tell(OptChange::kOptIn, now_ + Millis(3));
  EXPECT_TRUE(*records().Has("p1", "sms"));
}

TEST_P(OptOutsTest, OfNobodyIsRefused) {
  EXPECT_EQ(records().Tell("", OptChange::kOptOut, {}).error().code, Code::kInvalid);
}

INSTANTIATE_TEST_SUITE_P(Engines, OptOutsTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
