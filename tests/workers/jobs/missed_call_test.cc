// Calls that nobody answers, from Redis to what staff see.
#include <gmock/gmock.h>

#include "gateway/store/records/contacts.h"
#include "tests/workers/jobs/checkin_world.h"

namespace tipline::workers {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class MissedCallTest : public CheckinWorld {
 protected:
  void Ring(const std::string& number = kTraveller, const std::string& id = {}) {
    Inbound call;
    call.kind = InboundKind::kCall;
    call.channel = "generic";
    call.from = Secret(number);
    call.from_is_msisdn = !number.empty();
    call.to = "+254700000099";
    call.sent_at = clock_.Now();
    SendRaw({"tips", id.empty() ? "c" + std::to_string(++number_) : id, "missed_call",
             SealToCase(keys_, EncodeInbound(call)), "generic"},
            Pseudonym(keys_, number));
    ASSERT_NO_FATAL_FAILURE(RunUntilIdle());
  }
  // Those that a call made.
  std::vector<Case> CallCases() {
    std::vector<Case> found;
    for (const store::CaseRow& row : Cases())
      if (row.item.about == "missed_call") found.push_back(row.item);
    return found;
  }
  std::vector<Tip> Tips(const Case& item) {
    std::vector<Tip> tips;
    const auto kept = services_->cases.TipsOf(item.id);
    if (!kept) return tips;
    for (const store::CaseTip& one : *kept)
      if (one.tip) tips.push_back(*one.tip);
    return tips;
  }
  Tip OnlyTip() {
    const auto cases = CallCases();
    EXPECT_THAT(cases, SizeIs(1));
    const auto tips = cases.empty() ? std::vector<Tip>() : Tips(cases.front());
    EXPECT_THAT(tips, SizeIs(1));
    return tips.empty() ? Tip() : tips.front();
  }
  bool HasNumber() {
    store::ContactVault vault(*database_, keys_);
    const auto has = vault.Has(Pseudonym(keys_, kTraveller));
    return has && *has;
  }
  Case AskedForACall(bool urgent = false) {
    Tip tip = MakeTip("asked", "", urgent);
    tip.about = "callback";
    tip.wants_callback = true;
    Send(tip);
    RunUntilIdle();
    const auto cases = Cases();
    return cases.empty() ? Case() : cases.front().item;
  }
  void Say(bool may_write, Millis lasts = hours(24)) {
    flows::SafeContact contact;
    contact.pseudonym = Pseudonym(keys_, kTraveller);
    contact.may_write = may_write;
    contact.valid_until = clock_.Now() + lasts;
    contact.updated_by = "person";
    contact.updated_at = clock_.Now();
    const Status kept = services_->safe_contacts.Keep(contact);
    ASSERT_TRUE(kept.has_value()) << kept.error().message;
  }
};
TIPLINE_ON_BOTH_ENGINES(MissedCallTest);

TEST_P(MissedCallTest, WithoutARuleStaffSeeThatItRangAndNoNumberIsKept) {
  ASSERT_NO_FATAL_FAILURE(Ring());
  const Tip tip = OnlyTip();
  EXPECT_EQ(tip.answers.at("call_back"), "no");
  EXPECT_EQ(tip.answers.at("missed_calls"), "1");
  EXPECT_TRUE(tip.number.empty());
  EXPECT_FALSE(HasNumber());
  const Case item = CallCases().front();
  EXPECT_EQ(item.disposition, "missed_call");
  EXPECT_EQ(item.priority, Priority::kP3);
  EXPECT_FALSE(item.wants_callback);
  EXPECT_FALSE(item.may_text);
  EXPECT_THAT(ReferralsOf(item), IsEmpty()) << "nobody outside is alarmed";
  EXPECT_THAT(TextsTo(kTraveller), IsEmpty());
}

TEST_P(MissedCallTest, CallsWithinMinutesAreOneAndThoseOfADayOneCase) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_NO_FATAL_FAILURE(Ring());
    clock_.Forward(minutes(4));
  }
  EXPECT_EQ(OnlyTip().answers.at("missed_calls"), "1");
  clock_.Forward(hours(1));
  ASSERT_NO_FATAL_FAILURE(Ring());
  ASSERT_THAT(CallCases(), SizeIs(1));
  const auto tips = Tips(CallCases().front());
  ASSERT_THAT(tips, SizeIs(2));
  EXPECT_EQ(tips.back().answers.at("missed_calls"), "4");
  clock_.Forward(hours(25));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_THAT(CallCases(), SizeIs(2)) << "another day";
}

TEST_P(MissedCallTest, AProcessThatDiesInBetweenLosesAndDoublesNothing) {
  lane_->at_point = [](const char* point) {
    if (std::string_view(point) == "call_kept") throw std::runtime_error("dies");
  };
  Inbound call;
  call.kind = InboundKind::kCall;
  call.channel = "generic";
  call.from = Secret<std::string>(kTraveller);
  call.sent_at = clock_.Now();
  SendRaw({"tips", "c1", "missed_call", SealToCase(keys_, EncodeInbound(call)), "generic"},
          Pseudonym(keys_, kTraveller));
  lane_->Step(Millis(0));
  EXPECT_THAT(CallCases(), IsEmpty());
  StartAfresh();
  ASSERT_TRUE(StepUntil([&] { return CallCases().size() == 1; }));
  OnlyTip();
}

TEST_P(MissedCallTest, WhoAskedForACallMayBeCalled) {
  const Case asked = AskedForACall();
  ASSERT_NO_FATAL_FAILURE(Ring());
  const Tip tip = OnlyTip();
  EXPECT_EQ(tip.answers.at("call_back"), "call");
  EXPECT_EQ(tip.answers.at("open_case"), asked.reference);
  EXPECT_TRUE(CallCases().front().wants_callback);
  EXPECT_TRUE(HasNumber());
}

TEST_P(MissedCallTest, WhoMayBeWrittenToIsNotCalled) {
  ASSERT_NO_FATAL_FAILURE(Say(true));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "text");
  EXPECT_TRUE(CallCases().front().may_text);
  EXPECT_FALSE(CallCases().front().wants_callback);
}

TEST_P(MissedCallTest, ANoIsANo) {
  AskedForACall();
  ASSERT_NO_FATAL_FAILURE(Say(false));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
}

TEST_P(MissedCallTest, WhatWasSaidHoldsOnlyAsLongAsItWasSaidTo) {
  ASSERT_NO_FATAL_FAILURE(Say(true, hours(1)));
  clock_.Forward(hours(2));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
}

TEST_P(MissedCallTest, AnOptOutIsHonoured) {
  AskedForACall();
  ASSERT_TRUE(services_->opt_outs
                  .Tell(Pseudonym(keys_, kTraveller), OptChange::kOptOut,
                        {"generic", "22395", clock_.Now(), "person"})
                  .has_value());
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
}

TEST_P(MissedCallTest, TakenBackIsTakenBack) {
  const Case asked = AskedForACall();
  ASSERT_TRUE(services_->safe_contacts.Withdraw("", asked.id, "person", clock_.Now()).has_value());
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
}

TEST_P(MissedCallTest, TakenBackInOneCaseHoldsWhateverWasSaidElse) {
  const Case asked = AskedForACall();
  ASSERT_TRUE(services_->safe_contacts.Withdraw("", asked.id, "person", clock_.Now()).has_value());
  ASSERT_NO_FATAL_FAILURE(Say(true));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(OnlyTip().answers.at("call_back"), "no");
  EXPECT_TRUE(OnlyTip().number.empty());
}

TEST_P(MissedCallTest, OfSomebodyWithAnUrgentCaseItIsUrgent) {
  AskedForACall(true);
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(CallCases().front().priority, Priority::kP1);
}

TEST_P(MissedCallTest, HiddenNumbersOfAChannelAreOneItem) {
  ASSERT_NO_FATAL_FAILURE(Ring(""));
  clock_.Forward(hours(1));
  ASSERT_NO_FATAL_FAILURE(Ring(""));
  ASSERT_THAT(CallCases(), SizeIs(1));
  const auto tips = Tips(CallCases().front());
  ASSERT_THAT(tips, SizeIs(2));
  EXPECT_EQ(tips.back().answers.at("number"), "hidden");
  EXPECT_EQ(tips.back().answers.at("call_back"), "no");
}

TEST_P(MissedCallTest, TheSameCallTwiceIsOne) {
  ASSERT_NO_FATAL_FAILURE(Ring(kTraveller, "twice"));
  ASSERT_NO_FATAL_FAILURE(Ring(kTraveller, "twice"));
  EXPECT_EQ(OnlyTip().answers.at("missed_calls"), "1");
}

TEST_P(MissedCallTest, ATravellerWhoRingsIsAlive) {
  Enrol();
  const TimePoint due = DueAt();
  PassUntil(due + minutes(10));
  ASSERT_NO_FATAL_FAILURE(Ring());
  EXPECT_EQ(DueAt(), due + hours(24));
}

TEST_P(MissedCallTest, OfNobodyKnownItIsNoSign) {
  ASSERT_NO_FATAL_FAILURE(Ring("+254711000099"));
  EXPECT_THAT(CallCases(), SizeIs(1));
  store::Streams streams(*redis_, settings_.partitions, "test");
  EXPECT_EQ(*streams.DeadCount(), 0);
}

}  // namespace
}  // namespace tipline::workers
