// Who rang may be called or written to only as they said elsewhere.
#include <gmock/gmock.h>

#include "tests/workers/jobs/missed_call_world.h"

namespace tipline::workers {
namespace {

using std::chrono::hours;
using ::testing::SizeIs;

class MissedCallRuleTest : public MissedCallWorld {};
TIPLINE_ON_BOTH_ENGINES(MissedCallRuleTest);

TEST_P(MissedCallRuleTest, WhoAskedForACallMayBeCalled) {
  const Case asked = AskedForACall();
  ASSERT_NO_FATAL_FAILURE(Ring());
  const Tip tip = OnlyTip();
  EXPECT_EQ(tip.answers.at("call_back"), "call");
  EXPECT_EQ(tip.answers.at("open_case"), asked.reference);
  EXPECT_TRUE(CallCases().front().wants_callback);
  EXPECT_TRUE(HasNumber());
}

TEST_P(MissedCallRuleTest, WhatWasSaidOfTheCallGoesWithIt) {
  Tip tip = MakeTip("asked", "");
  tip.about = "callback";
  tip.wants_callback = true;
  tip.answers = {{"call_time", "night"}, {"call_other", "wrong_number"}};
  Send(tip);
  RunUntilIdle();
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_time"), "night");
  EXPECT_EQ(OnlyTip().answers.at("call_other"), "wrong_number");
}

TEST_P(MissedCallRuleTest, WhoMayBeWrittenToIsNotCalled) {
  ASSERT_NO_FATAL_FAILURE(Say(true));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "text");
  EXPECT_TRUE(CallCases().front().may_text);
  EXPECT_FALSE(CallCases().front().wants_callback);
}

TEST_P(MissedCallRuleTest, ANoIsANo) {
  AskedForACall();
  ASSERT_NO_FATAL_FAILURE(Say(false));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
}

TEST_P(MissedCallRuleTest, WhatWasSaidHoldsOnlyAsLongAsItWasSaidTo) {
  ASSERT_NO_FATAL_FAILURE(Say(true, hours(1)));
  clock_.Forward(hours(2));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
}

TEST_P(MissedCallRuleTest, AnOptOutIsHonoured) {
  AskedForACall();
  ASSERT_TRUE(services_->opt_outs
                  .Tell(Pseudonym(keys_, kTraveller), OptChange::kOptOut,
                        {"generic", "22395", clock_.Now(), "person"})
                  .has_value());
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
}

TEST_P(MissedCallRuleTest, RingingAgainAfterStopTakesTheCallBackAway) {
  AskedForACall();
  ASSERT_NO_FATAL_FAILURE(Ring());
  ASSERT_THAT(CallCases(), SizeIs(1));
  EXPECT_TRUE(CallCases().front().wants_callback);
  ASSERT_TRUE(services_->opt_outs
                  .Tell(Pseudonym(keys_, kTraveller), OptChange::kOptOut,
                        {"generic", "22395", clock_.Now(), "person"})
                  .has_value());
  clock_.Forward(hours(1));
  ASSERT_NO_FATAL_FAILURE(Ring());
  ASSERT_THAT(CallCases(), SizeIs(1));
  EXPECT_FALSE(CallCases().front().wants_callback);
}

TEST_P(MissedCallRuleTest, TakenBackIsTakenBack) {
  const Case asked = AskedForACall();
  ASSERT_TRUE(services_->safe_contacts.Withdraw("", asked.id, "person", clock_.Now()).has_value());
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
}

TEST_P(MissedCallRuleTest, TakenBackInOneCaseHoldsWhateverWasSaidElse) {
  const Case asked = AskedForACall();
  ASSERT_TRUE(services_->safe_contacts.Withdraw("", asked.id, "person", clock_.Now()).has_value());
  ASSERT_NO_FATAL_FAILURE(Say(true));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
  EXPECT_TRUE(OnlyTip().number.empty());
}

TEST_P(MissedCallRuleTest, OfSomebodyWithAnUrgentCaseItIsUrgent) {
  AskedForACall(true);
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(CallCases().front().priority, Priority::kP1);
}

}  // namespace
}  // namespace tipline::workers
