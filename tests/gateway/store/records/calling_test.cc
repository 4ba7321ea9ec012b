// Who may be rung up, whatever case it is that holds the number.
#include "gateway/store/records/calling.h"

#include "gateway/base/ids.h"
#include "gateway/store/records/contacts.h"
#include "gateway/store/records/opt_outs.h"
#include "gateway/store/records/own_cases.h"
#include "gateway/store/records/query.h"
#include "gateway/store/records/retention.h"
#include "gateway/store/records/safe_contacts.h"
#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

using std::chrono::hours;

class CallingTest : public EnginesTest {
 protected:
  CaseRecords cases() { return CaseRecords(db(), keys()); }
  Case TakeIn(const std::string& id, TimePoint at, const std::function<void(Tip&)>& change = {},
              const std::string& conversation = {}) {
    Intake intake = MakeIntake(id, conversation.empty() ? "talk-" + id : conversation);
    intake.tip.received_at = at;
    intake.tip.child = false;
    intake.assessment.child = false;
    intake.assessment.priority = priority_;
    intake.tip.wants_callback = true;
    if (change) change(intake.tip);
    intake.box = SealToCase(keys(), EncodeTip(intake.tip));
    const auto taken = cases().TakeIn({intake}, now_);
    EXPECT_TRUE(taken.has_value());
    return taken ? taken->front().item : Case();
  }
  // Of the same phone; the number by what was said elsewhere.
  Case Rings(const std::string& id, TimePoint at, bool may_call, const std::string& talk = "rang") {
    return TakeIn(
        id, at,
        [&](Tip& tip) {
          tip.about = "missed_call";
          tip.consent = Consent::kUnknown;
          tip.wants_callback = may_call;
          if (!may_call) tip.number = {};
        },
        talk);
  }
  void Withdraw(const Case& item, TimePoint at) {
    OwnCases own(db(), keys());
    ASSERT_TRUE(own.Withdraw({item.id, NewUlid(at), "person", at}, true, "note").has_value());
  }
  std::string Why(const Case& item) {
    const auto leave = Leave(item);
    return leave ? leave->why_not : leave.error().message;
  }
  Result<CallLeave> Leave(const Case& item) {
    return MayCall(db(), *cases().Find(item.id), *cases().TipsOf(item.id));
  }
  void SayStop(const Case& item, TimePoint at) {
    const OptOut said{"sms", "22395", at, "person"};
    ASSERT_TRUE(OptOuts(db()).Tell(item.pseudonym, OptChange::kOptOut, said).has_value());
  }
  void AllowTexts(const Case& item, TimePoint at) {
    flows::SafeContact contact;
    contact.case_id = item.id;
    contact.may_write = true;
    contact.updated_by = "person";
    contact.updated_at = at;
    ASSERT_TRUE(OwnCases(db(), keys()).Choose(contact, std::nullopt).has_value());
  }
  void Close(const Case& item, const std::string& code) {
    ASSERT_TRUE(
        cases().Close({item.id, 0, "amina", now_}, code, Secret<std::string>()).has_value());
  }
  // The cases that are closed.
  void Forget() {
    RetentionRecords records(db(), keys());
    const TimePoint later = now_ + hours(24 * 91);
    const auto closed = records.Closed({}, later, 10);
    ASSERT_TRUE(closed && !closed->empty());
    for (const ClosedCase& one : *closed)
      ASSERT_TRUE(*records.Forget(one, later));
  }
  // Asked at that time, as the flow keeps it; the tip may be of later words.
  static std::function<void(Tip&)> AskedAt(TimePoint at) {
    return [at](Tip& tip) { tip.answers["call_asked_at"] = FormatTime(at); };
  }
  bool HasNumber(const Case& item) { return *ContactVault(db(), keys()).Has(item.pseudonym); }

  Priority priority_ = Priority::kP3;
};

TEST_P(CallingTest, WhatWasSaidInAnotherCaseOfThatPhoneCountsUnlessItIsOlder) {
  const Case older = TakeIn("tip1", now_);
  const Case rang = Rings("tip2", now_ + hours(1), true);
  const Case other_phone = TakeIn("tip3", now_, [](Tip& tip) { tip.pseudonym = "another"; });
  EXPECT_EQ(Why(older), "");
  EXPECT_EQ(Why(rang), "");
  Withdraw(older, now_ + hours(2));
  EXPECT_EQ(Why(older), "not_asked");
  EXPECT_EQ(Why(rang), "not_asked") << "the call lived on what was said there";
  EXPECT_EQ(Why(other_phone), "");
  EXPECT_EQ(Why(TakeIn("tip4", now_ + hours(3))), "") << "asked anew";
  const Case late = TakeIn("tip5", now_ + hours(1));
  EXPECT_EQ(Why(late), "not_asked") << "taken in late";
  AllowTexts(older, now_ + hours(4));
  EXPECT_EQ(Why(late), "not_asked") << "a yes to texts does not bring it back";
}

TEST_P(CallingTest, WhoTakesBackAndAsksAgainInTheSameCaseIsCalled) {
  const Case item = TakeIn("tip1", now_, {}, "talk");
  Withdraw(item, now_ + hours(1));
  EXPECT_EQ(Why(item), "not_asked");
  TakeIn("tip2", now_ + hours(2), AskedAt(now_ + hours(2)), "talk");
  EXPECT_EQ(Why(item), "");
}

// A phone is not a person: somebody in danger there may be another than who took contact back.
TEST_P(CallingTest, WhoIsUrgentIsNotLeftAloneByWhatWasSaidInAnotherCase) {
  priority_ = Priority::kP0;
  const Case urgent = TakeIn("tip1", now_);
  priority_ = Priority::kP3;
  const Case other = TakeIn("tip2", now_), third = TakeIn("tip3", now_);
  Rings("tip4", now_, true);
  Withdraw(other, now_ + hours(1));
  EXPECT_EQ(Why(third), "not_asked");
  EXPECT_EQ(Why(urgent), "");
  EXPECT_TRUE(Leave(urgent)->said_stop) << "staff are told";
  EXPECT_TRUE(HasNumber(urgent));
  Withdraw(urgent, now_ + hours(2));
  EXPECT_EQ(Why(urgent), "not_asked");
}

TEST_P(CallingTest, WhoIsUrgentOnlyNowOrTakenInLateIsNeither) {
  const Case item = TakeIn("tip1", now_, {}, "talk");
  Withdraw(TakeIn("tip2", now_), now_ + hours(1));
  EXPECT_EQ(Why(item), "not_asked");
  priority_ = Priority::kP0;
  EXPECT_EQ(Why(TakeIn("tip3", now_)), "") << "it waited";
  TakeIn("tip4", now_ + hours(2), AskedAt(now_), "talk");
  EXPECT_EQ(Why(item), "") << "raised by later words of the same talk";
  EXPECT_TRUE(Leave(item)->said_stop);
  Withdraw(item, now_ + hours(3));
  TakeIn("tip5", now_ + hours(4), AskedAt(now_), "talk");
  EXPECT_EQ(Why(item), "not_asked") << "taken back in this case";
}

// It is urgent because the case is on which it lives.
TEST_P(CallingTest, AMissedCallIsNotCalledAfterThatCaseTookItBack) {
  priority_ = Priority::kP1;
  const Case asked = TakeIn("tip1", now_);
  const Case rang = Rings("tip2", now_ + hours(1), true);
  EXPECT_EQ(Why(rang), "");
  ASSERT_TRUE(OwnCases(db(), keys())
                  .Withdraw({asked.id, NewUlid(now_), "person", now_ + hours(2)}, false, "note")
                  .has_value());
  EXPECT_EQ(Why(rang), "withdrawn");
}

TEST_P(CallingTest, WhatIsUrgentIsNotCalledWhenWhyItWasNotSafeIsForgotten) {
  const Case item = TakeIn("tip1", now_);
  priority_ = Priority::kP0;
  const Case urgent = TakeIn("tip2", now_);
  Close(item, "unsafe_to_contact");
  EXPECT_EQ(Why(urgent), "unsafe_to_contact");
  Forget();
  EXPECT_EQ(Why(urgent), "not_asked");
}

TEST_P(CallingTest, UnderDuressAWithdrawalIsOfThatCaseOnly) {
  const Case item = TakeIn("tip1", now_), other = TakeIn("tip2", now_);
  ASSERT_TRUE(OwnCases(db(), keys())
                  .Withdraw({item.id, NewUlid(now_), "person", now_ + hours(1)}, false, "note")
                  .has_value());
  EXPECT_EQ(Why(item), "not_asked");
  EXPECT_EQ(Why(other), "withdrawn") << "while somebody looks on";
  EXPECT_TRUE(cases().Find(other.id)->wants_callback) << "staff decide";
}

TEST_P(CallingTest, StopEndsCallsToo) {
  const Case item = TakeIn("tip1", now_);
  SayStop(item, now_ + hours(1));
  EXPECT_EQ(Why(item), "opted_out");
  EXPECT_EQ(Why(TakeIn("tip2", now_ + hours(2))), "") << "asked after it";
}

TEST_P(CallingTest, WhoAsksAgainInTheSameTalkAsksAnew) {
  const Case item = TakeIn("tip1", now_, {}, "talk");
  SayStop(item, now_ + hours(1));
  TakeIn("tip2", now_ + hours(2), AskedAt(now_), "talk");
  EXPECT_EQ(Why(item), "opted_out") << "words alone ask for nothing";
  TakeIn("tip3", now_ + hours(2), AskedAt(now_ + hours(2)), "talk");
  EXPECT_EQ(Why(item), "");
  EXPECT_FALSE(Leave(item)->said_stop);
  Withdraw(TakeIn("tip4", now_), now_ + hours(3));
  EXPECT_EQ(Why(item), "not_asked");
  TakeIn("tip5", now_ + hours(4), AskedAt(now_ + hours(2)), "talk");
  EXPECT_EQ(Why(item), "not_asked");
  TakeIn("tip6", now_ + hours(5), AskedAt(now_ + hours(5)), "talk");
  EXPECT_EQ(Why(item), "");
}

// A flow says "wants a call" with all that comes after it in the conversation.
TEST_P(CallingTest, WordsAfterTheWishAreNoneHoweverOftenTheyCome) {
  const Case item = TakeIn("tip1", now_, {}, "talk");
  const Case same_phone = TakeIn("tip2", now_);
  SayStop(item, now_ + hours(1));
  TakeIn("tip3", now_ + hours(2), {}, "talk");
  EXPECT_EQ(Why(item), "opted_out");
  Withdraw(same_phone, now_ + hours(3));
  TakeIn("tip4", now_ + hours(4), {}, "talk");
  EXPECT_EQ(Why(item), "not_asked");
  AllowTexts(item, now_ + hours(5));
  EXPECT_EQ(Why(item), "not_asked");
}

TEST_P(CallingTest, AYesToTextsIsNoYesToCalls) {
  const Case item = TakeIn("tip1", now_, {}, "talk");
  const Case same_phone = TakeIn("tip2", now_);
  Withdraw(item, now_ + hours(1));
  AllowTexts(item, now_ + hours(2));
  EXPECT_EQ(Why(item), "not_asked");
  EXPECT_EQ(Why(same_phone), "not_asked");
  TakeIn("tip3", now_ + hours(3), AskedAt(now_), "talk");
  EXPECT_EQ(Why(item), "not_asked") << "words of the same conversation";
  TakeIn("tip4", now_ + hours(4), AskedAt(now_ + hours(4)), "talk");
  EXPECT_EQ(Why(item), "");
}

// Its words are gone, so is the moment of the wish in them; what comes later asks for nothing.
TEST_P(CallingTest, WhatWasErasedIsNotAskedByTheNextWords) {
  const Case item = TakeIn("tip1", now_, {}, "talk");
  ASSERT_TRUE(
      *OwnCases(db(), keys()).AskDeletion({item.id, NewUlid(now_), "person", now_}, false, "note"));
  TakeIn("tip2", now_ + hours(1), {}, "talk");
  AllowTexts(item, now_ + hours(2));
  EXPECT_EQ(Why(item), "not_asked");
}

TEST_P(CallingTest, AWithdrawalOutlivesTheCaseInWhichItWasSaid) {
  const Case item = TakeIn("tip1", now_);
  const Case closed = TakeIn("tip2", now_, {}, "talk");
  const Case withdrawn = TakeIn("tip3", now_);
  Close(closed, "no_action");
  Withdraw(withdrawn, now_ + hours(1));
  TakeIn(
      "tip4", now_ + hours(2), [](Tip& tip) { tip.wants_callback = false; }, "talk");
  EXPECT_EQ(Why(closed), "not_asked") << "opened by words alone";
  Close(withdrawn, "no_action");
  EXPECT_EQ(Why(item), "not_asked");
  Forget();
  EXPECT_EQ(Why(item), "not_asked");
}

TEST_P(CallingTest, AnUrgentCaseIsCalledAfterStopByWhoIsToldOfItButNotAfterAWithdrawal) {
  struct Row {
    Priority priority;
    const char* why;
  };
  const Row rows[] = {{Priority::kP0, ""}, {Priority::kP1, ""}, {Priority::kP2, "opted_out"}};
  Case item;
  for (const Row& row : rows) {
    priority_ = row.priority;
    const std::string id = PriorityName(row.priority);
    item = TakeIn(id, now_, [&](Tip& tip) { tip.pseudonym = "phone " + id; });
    EXPECT_FALSE(Leave(item)->said_stop) << id;
    SayStop(item, now_ + hours(1));
    EXPECT_EQ(Why(item), row.why) << id;
    EXPECT_TRUE(Leave(item)->said_stop) << id;
  }
  priority_ = Priority::kP0;
  item = TakeIn("tip1", now_);
  SayStop(item, now_ + hours(1));
  Withdraw(item, now_ + hours(1));
  EXPECT_EQ(Why(item), "not_asked");
}

TEST_P(CallingTest, ClosedAsUnsafeIsStillUnsafe) {
  const Case item = TakeIn("tip1", now_, {}, "talk");
  const Case same_phone = TakeIn("tip2", now_);
  Close(item, "unsafe_to_contact");
  EXPECT_EQ(Why(same_phone), "unsafe_to_contact");
  EXPECT_TRUE(*IsUnsafePhone(db(), item.pseudonym));
  EXPECT_FALSE(*IsUnsafePhone(db(), ""));
  TakeIn("tip3", now_ + hours(1), {}, "talk");
  EXPECT_EQ(cases().Find(item.id)->status, "unsafe_to_contact");
  EXPECT_EQ(Why(item), "unsafe_to_contact");
  Close(item, "unsafe_to_contact");
  const Case later = TakeIn("tip5", now_ + hours(24));
  EXPECT_EQ(Why(later), "") << "asked after it was closed: it may be another, or safe by now";
  Forget();
  EXPECT_EQ(Why(later), "") << "what was asked later stays";
  EXPECT_EQ(Why(same_phone), "not_asked") << "whom that was said of is forgotten";
  EXPECT_EQ(Why(TakeIn("tip4", now_ + hours(24 * 92))), "");
}

TEST_P(CallingTest, AClosedOrUnsafeCaseIsNotCalled) {
  const Case item = TakeIn("tip1", now_);
  const Case same_phone = TakeIn("tip2", now_);
  EXPECT_EQ(Why(TakeIn("tip3", now_, [](Tip& tip) { tip.wants_callback = false; })), "not_asked");
  ASSERT_TRUE(db().Write([&](soci::session& sql) -> Status {
    Execute(sql, "UPDATE cases SET status = 'unsafe_to_contact' WHERE id = :id", item.id);
    return Unit{};
  }));
  EXPECT_EQ(Why(item), "unsafe_to_contact");
  EXPECT_EQ(Why(same_phone), "unsafe_to_contact");
  ASSERT_TRUE(cases()
                  .Close({same_phone.id, 0, "amina", now_}, "prank", Secret<std::string>(""))
                  .has_value());
  EXPECT_EQ(Why(same_phone), "closed");
}

TEST_P(CallingTest, AWithdrawalWithoutCaseCountsToo) {
  const Case item = TakeIn("tip1", now_);
  ASSERT_TRUE(SafeContacts(db(), keys())
                  .Withdraw(item.pseudonym, "", "amina", now_ + hours(1))
                  .has_value());
  EXPECT_EQ(Why(item), "withdrawn");
}

TEST_P(CallingTest, WhoRingsAgainAfterANoIsNotCalledByTheFirstRing) {
  const Case rang = Rings("tip1", now_, true);
  EXPECT_EQ(Why(rang), "");
  EXPECT_TRUE(HasNumber(rang));
  Rings("tip2", now_ + hours(2), false);
  EXPECT_EQ(Why(rang), "not_asked");
  EXPECT_FALSE(HasNumber(rang)) << "no case needs it";
}

TEST_P(CallingTest, AMissedCallKeepsNoNumberOfAPersonWhoWantsNone) {
  const Case item = TakeIn("tip1", now_);
  const Case rang = Rings("tip2", now_, true);
  EXPECT_TRUE(
      *OwnCases(db(), keys()).AskDeletion({item.id, NewUlid(now_), "person", now_}, false, "note"));
  EXPECT_EQ(Why(rang), "not_asked");
  EXPECT_FALSE(HasNumber(item));
  const auto tips = cases().TipsOf(rang.id);
  ASSERT_TRUE(tips.has_value());
  EXPECT_TRUE(tips->front().tip->number.empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, CallingTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
