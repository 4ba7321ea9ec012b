// Who rang may be called or written to only as they said elsewhere.
#include <gmock/gmock.h>

#include "gateway/store/records/own_cases.h"
#include "tests/workers/jobs/missed_call_world.h"

namespace tipline::workers {
namespace {

using std::chrono::hours;
using ::testing::SizeIs;

class MissedCallRuleTest : public MissedCallWorld {
 protected:
  // Another case of that phone, in which no call is asked for.
  Case AnotherCase() {
    Send(MakeTip("another", "they keep my passport"));
    RunUntilIdle();
    for (const store::CaseRow& row : Cases())
      if (row.item.about == "me") return row.item;
    ADD_FAILURE() << "no case";
    return {};
  }
  void Close(const Case& item, const char* code) {
    ASSERT_TRUE(
        services_->cases.Close({item.id, 0, "amina", clock_.Now()}, code, Secret<std::string>())
            .has_value());
  }
  // In that case: in the evening, as an order.
  void AllowTexts(const Case& item, bool may_write = true) {
    flows::SafeContact contact;
    contact.case_id = item.id;
    contact.may_write = may_write;
    contact.cover = "order";
    contact.updated_by = "person";
    contact.updated_at = clock_.Now();
    ASSERT_TRUE(services_->safe_contacts.Keep(contact).has_value());
  }
};
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

TEST_P(MissedCallRuleTest, TakenBackInACaseThatIsClosedByNowHoldsToo) {
  AskedForACall();
  const Case other = AnotherCase();
  ASSERT_TRUE(store::OwnCases(*database_, keys_)
                  .Withdraw({other.id, "wish", "person", clock_.Now()}, true, "note")
                  .has_value());
  ASSERT_NO_FATAL_FAILURE(Close(other, "declined_help"));
  clock_.Forward(hours(24));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
  EXPECT_TRUE(OnlyTip().number.empty());
  EXPECT_FALSE(CallCases().front().wants_callback);
}

TEST_P(MissedCallRuleTest, WhoIsNotSafeToContactIsNotCalledNorWrittenToAfterThatCaseWasClosed) {
  const Case asked = AskedForACall();
  ASSERT_NO_FATAL_FAILURE(AllowTexts(asked));
  ASSERT_NO_FATAL_FAILURE(Close(AnotherCase(), "unsafe_to_contact"));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
  EXPECT_TRUE(OnlyTip().number.empty());
}

TEST_P(MissedCallRuleTest, WhoMayBeWrittenToInTheirCaseIsWrittenToThere) {
  const Case other = AnotherCase();
  clock_.Forward(hours(1));
  Tip tip = MakeTip("newer", "we sleep at the mill");
  tip.about = "saw";
  Send(tip);
  RunUntilIdle();
  Case writable;
  for (const store::CaseRow& row : Cases())
    if (row.item.about == "saw") writable = row.item;
  ASSERT_NO_FATAL_FAILURE(AllowTexts(writable));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "text");
  EXPECT_EQ(OnlyTip().answers.at("text_in"), writable.reference);
  EXPECT_EQ(OnlyTip().answers.count("open_case"), 1U);
  EXPECT_FALSE(CallCases().front().may_text) << "nothing goes out from the missed call";
  EXPECT_TRUE(OnlyTip().number.empty());
}

// What was said last counts, in whatever case.
TEST_P(MissedCallRuleTest, ANewerNoInAnotherCaseIsTheLastWord) {
  const Case before = AnotherCase();
  ASSERT_NO_FATAL_FAILURE(AllowTexts(before));
  clock_.Forward(hours(24));
  Send(MakeTip("newer", "he has the phone"));
  RunUntilIdle();
  for (const store::CaseRow& row : Cases())
    if (row.item.id != before.id) {
      ASSERT_NO_FATAL_FAILURE(AllowTexts(row.item, false));
    }
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
}

TEST_P(MissedCallRuleTest, TakenBackInAnotherCaseNobodyIsWrittenToEither) {
  const Case asked = AnotherCase();
  ASSERT_NO_FATAL_FAILURE(AllowTexts(asked));
  Send(MakeTip("shared", "they beat me"));
  RunUntilIdle();
  for (const store::CaseRow& row : Cases())
    if (row.item.id != asked.id) {
      ASSERT_TRUE(
          services_->safe_contacts.Withdraw("", row.item.id, "person", clock_.Now()).has_value());
    }
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
}

TEST_P(MissedCallRuleTest, OfSomebodyWithAnUrgentCaseItIsUrgent) {
  AskedForACall(true);
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(CallCases().front().priority, Priority::kP1);
}

}  // namespace
}  // namespace tipline::workers
