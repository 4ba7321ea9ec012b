#include <algorithm>

#include "gateway/store/records/case_access.h"
#include "gateway/store/records/contacts.h"
#include "tests/workers/inquiries/inquiry_world.h"
#include "workers/jobs/wording.h"

namespace tipline::workers {
namespace {

class CaseWishesTest : public InquiryWorld {
 protected:
  void SetUp() override {
    InquiryWorld::SetUp();
    if (HasFatalFailure()) return;
    item_ = CaseWith("0412345678", "2749");
    Open(talk_);
    ASSERT_FALSE(talk_.ticket.empty());
  }
  flows::SafeContact Choice() {
    const auto found = services_->safe_contacts.Find("", item_.id);
    EXPECT_TRUE(found && found->size() == 1);
    return found && !found->empty() ? found->front() : flows::SafeContact();
  }
  size_t Tips() { return services_->cases.TipsOf(item_.id)->size(); }
  Fields Yes() {
    return {{"may_write", "yes"},
            {"hours", "morning"},
            {"phone", "this"},
            {"cover", "order"},
            {"until", "month"}};
  }

  Case item_;
  Talk talk_;
};

TEST_P(CaseWishesTest, NewFactsAreJudgedAndCanOnlyRaise) {
  const Fields done = {{"done", "yes"}};
  EXPECT_EQ(Do(talk_, "case_add", {{"words", "he took my passport, we are locked in and beaten"}}),
            done);
  const Priority raised = Again(item_).priority;
  EXPECT_LT(raised, item_.priority);
  EXPECT_EQ(Do(talk_, "case_add", {{"words", "thank you"}}), done);
  EXPECT_EQ(Again(item_).priority, raised);
  EXPECT_EQ(Tips(), 3U);
  EXPECT_EQ(Cases().size(), 1U);
  EXPECT_EQ(Again(item_).pseudonym, item_.pseudonym) << "the other phone is not the case's";
  EXPECT_FALSE(*store::ContactVault(*database_, keys_).Has(Pseudonym(keys_, talk_.number)));
}

// Thirty days after closure the number is forgotten; the words are there, and so is the PIN.
TEST_P(CaseWishesTest, WhoComesBackOnTheCasesPhoneCanBeReachedAgain) {
  store::ContactVault vault(*database_, keys_);
  const auto forget = [&] { Say("DELETE FROM contacts"); };
  Talk own{"+254711000001", "return2"};
  ASSERT_EQ(Pseudonym(keys_, own.number), item_.pseudonym);
  Open(own);
  forget();
  Do(own, "case_contact", {{"may_write", "no"}});
  EXPECT_FALSE(*vault.Has(item_.pseudonym));
  Do(own, "case_contact",
     {{"may_write", "yes"}, {"hours", "any"}, {"phone", "first"}, {"until", "month"}});
  EXPECT_TRUE(*vault.Has(item_.pseudonym));
  forget();
  Do(own, "case_add", {{"words", "they found me"}});
  EXPECT_TRUE(*vault.Has(item_.pseudonym));
  EXPECT_EQ(vault.Number(item_.pseudonym, item_.id, "amina", clock_.Now())->Reveal(), own.number);
  EXPECT_EQ(Again(item_).pseudonym, item_.pseudonym);
  Do(own, "case_withdraw");
  forget();
  Do(own, "case_add", {{"words", "do not call"}});
  EXPECT_FALSE(*vault.Has(item_.pseudonym)) << "that was taken back";
  EXPECT_EQ(Tips(), 3U);
}

TEST_P(CaseWishesTest, WhoStaysAnonymousGivesNoNumberByComingBack) {
  Say("UPDATE cases SET consent = 'anonymous', wants_callback = 0");
  Say("DELETE FROM contacts");
  Talk own{"+254711000001", "return2"};
  Open(own);
  Do(own, "case_add", {{"words", "they found me"}});
  EXPECT_FALSE(*store::ContactVault(*database_, keys_).Has(item_.pseudonym));
  EXPECT_EQ(Tips(), 2U);
}

TEST_P(CaseWishesTest, WordsThatComeWhenLeaveIsOverBecomeACaseOfTheirOwn) {
  clock_.Forward(store::kTicketIdle);
  EXPECT_EQ(Do(talk_, "case_add", {{"words", "one more thing"}})["done"], "no");
  EXPECT_EQ(Tips(), 1U);
  EXPECT_EQ(Cases().size(), 2U);
}

TEST_P(CaseWishesTest, WithoutLeaveNothingIsDone) {
  StaffWrite(item_, "come at two");
  Talk stranger = talk_;
  stranger.conversation = "another";
  for (const char* kind : {"case_read", "case_withdraw", "case_delete"})
    EXPECT_EQ(Do(stranger, kind), (Fields{{"done", "no"}})) << kind;
  EXPECT_EQ(Do(stranger, "case_contact", Yes())["done"], "no");
  EXPECT_EQ(Own().View(item_.id)->unread.size(), 1U);
  EXPECT_FALSE(Own().WishesOf(item_.id)->withdrawn_at.has_value());
  EXPECT_TRUE(services_->safe_contacts.Find("", item_.id)->empty());
}

TEST_P(CaseWishesTest, WhatWasShownIsReadAndNothingElse) {
  StaffWrite(item_, "come at two");
  const std::string shown = Own().View(item_.id)->unread.front().id;
  clock_.Forward(Millis(100));
  StaffWrite(item_, "come at three");
  EXPECT_EQ(Do(talk_, "case_read")["done"], "yes");
  EXPECT_EQ(Own().View(item_.id)->unread.size(), 2U) << "none was named";
  EXPECT_EQ(Do(talk_, "case_read", {{"ids", shown}})["done"], "yes");
  const auto unread = Own().View(item_.id)->unread;
  ASSERT_EQ(unread.size(), 1U);
  EXPECT_EQ(unread.front().text.Reveal(), "come at three");
}

TEST_P(CaseWishesTest, TheChoiceIsTheCasesRecordAndItsPhone) {
  EXPECT_EQ(Do(talk_, "case_contact", Yes())["done"], "yes");
  const flows::SafeContact choice = Choice();
  EXPECT_TRUE(choice.may_write);
  EXPECT_EQ(flows::DayHoursText(choice.hours), "06:00-12:00");
  EXPECT_EQ(choice.channel, "generic");
  EXPECT_EQ(choice.cover, "order");
  EXPECT_GT(*choice.valid_until, clock_.Now() + std::chrono::days(29));
  EXPECT_EQ(choice.updated_by, "person");
  EXPECT_EQ(Again(item_).pseudonym, Pseudonym(keys_, talk_.number));
  EXPECT_EQ(Do(talk_, "case_contact", {{"may_write", "no"}, {"hours", "never"}})["done"], "yes");
  EXPECT_FALSE(Choice().may_write);
}

TEST_P(CaseWishesTest, TheFirstPhoneStaysTheOneWherePeopleSayThat) {
  Fields said = Yes();
  said["phone"] = "first";
  Do(talk_, "case_contact", said);
  EXPECT_TRUE(Choice().may_write);
  EXPECT_EQ(Choice().channel, "");
  EXPECT_EQ(Again(item_).pseudonym, item_.pseudonym);
}

TEST_P(CaseWishesTest, ThisPhoneThatHidesItsNumberIsNoneAndTheFirstIsNotMeant) {
  talk_.number = "";
  EXPECT_EQ(Do(talk_, "case_contact", Yes())["done"], "yes");
  EXPECT_FALSE(Choice().may_write);
  EXPECT_EQ(Again(item_).pseudonym, item_.pseudonym);
}

TEST_P(CaseWishesTest, AYesUnderDuressIsNone) {
  talk_.duress = true;
  EXPECT_EQ(Do(talk_, "case_contact", Yes())["done"], "yes");
  EXPECT_FALSE(Choice().may_write);
  EXPECT_EQ(Again(item_).pseudonym, item_.pseudonym);
  EXPECT_EQ(Again(item_).priority, Priority::kP0);
}

TEST_P(CaseWishesTest, AWithdrawalIsToldToWhoHoldsTheCase) {
  const auto offers = ReferralsOf(item_);
  ASSERT_EQ(offers.size(), 1U);
  Says(1, "A " + item_.reference, "answer1");
  ASSERT_TRUE(StepUntil([&] { return Again(item_).status == "referred"; }));
  RunUntilIdle();
  EXPECT_EQ(Do(talk_, "case_withdraw")["done"], "yes");
  const auto texts = TextsTo(NumberOf(1));
  ASSERT_FALSE(texts.empty());
  EXPECT_EQ(texts.back(), Word(Wording::kNoContact, "en", item_.reference));
  EXPECT_TRUE(Own().WishesOf(item_.id)->withdrawn_at.has_value());
  EXPECT_TRUE(Choice().withdrawn_at.has_value());
  Do(talk_, "case_contact", Yes());  // said anew
  EXPECT_FALSE(Choice().withdrawn_at.has_value());
  EXPECT_FALSE(Own().WishesOf(item_.id)->withdrawn_at.has_value());
}

TEST_P(CaseWishesTest, AWithdrawalTakesOpenOffersBackButNotUnderDuress) {
  talk_.duress = true;
  Do(talk_, "case_withdraw");
  EXPECT_EQ(ReferralsOf(item_).front().status, "offered");
  talk_.duress = false;
  Do(talk_, "case_withdraw");
  EXPECT_EQ(ReferralsOf(item_).front().status, "withdrawn");
}

TEST_P(CaseWishesTest, DeletionIsDoneOrWaitsAndSaysWhich) {
  talk_.duress = true;
  EXPECT_EQ(Do(talk_, "case_delete"), (Fields{{"done", "yes"}, {"deleted", "asked"}}));
  EXPECT_TRUE(*store::ContactVault(*database_, keys_).Has(item_.pseudonym));
}

TEST_P(CaseWishesTest, WhatNobodyHoldsIsGoneAtOnceAndOpensNoMore) {
  EXPECT_EQ(Do(talk_, "case_delete"), (Fields{{"done", "yes"}, {"deleted", "now"}}));
  EXPECT_FALSE(*store::ContactVault(*database_, keys_).Has(item_.pseudonym));
  const auto tips = services_->cases.TipsOf(item_.id);
  EXPECT_TRUE(tips->front().tip->text.empty());
  EXPECT_EQ(Do(talk_, "case_read")["done"], "no");
  Talk again;
  EXPECT_EQ(Open(again), Fields());
}

TIPLINE_ON_BOTH_ENGINES(CaseWishesTest);

}  // namespace
}  // namespace tipline::workers
