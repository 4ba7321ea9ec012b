#include "gateway/store/records/own_cases.h"

#include <algorithm>

#include "gateway/base/ids.h"
#include "gateway/store/records/case_access.h"
#include "gateway/store/records/contacts.h"
#include "gateway/store/records/query.h"
#include "gateway/store/records/safe_contacts.h"
#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

class OwnCasesTest : public EnginesTest {
 protected:
  OwnCases own() { return OwnCases(db(), keys()); }
  CaseRecords cases() { return CaseRecords(db(), keys()); }

  Case TakeIn(const std::string& id, const std::function<void(Intake&)>& change = {}) {
    Intake intake = MakeIntake(id, "talk-" + id);
    intake.tip.code = Secret<std::string>("0412345678");
    intake.tip.pin = Secret<std::string>("2749");
    intake.assessment.priority = Priority::kP3;
    intake.assessment.child = false;
    intake.tip.child = false;
    if (change) change(intake);
    const auto taken = cases().TakeIn({intake}, now_);
    EXPECT_TRUE(taken.has_value());
    return taken ? taken->front().item : Case();
  }
  Wish WishFor(const Case& item) { return {item.id, NewUlid(now_), "person", now_}; }
  void Writes(const Case& item, const std::string& words, TimePoint at) {
    ASSERT_TRUE(cases()
                    .AddMessage({item.id, 0, "amina", at}, "out", Secret<std::string>(words))
                    .has_value());
  }
  std::vector<std::string> Unread(const Case& item) {
    std::vector<std::string> words;
    const auto view = own().View(item.id);
    EXPECT_TRUE(view.has_value());
    if (view)
      for (const auto& one : view->unread)
        words.push_back(one.text.Reveal());
    return words;
  }
  bool Opens() {
    const auto opened = CaseAccess(db(), keys())
                            .Open({NewUlid(now_), "p", "t", Secret<std::string>("0412345678"),
                                   Secret<std::string>("2749")},
                                  now_);
    return opened && *opened;
  }
};

TEST_P(OwnCasesTest, WhatStaffWroteIsThereOldestFirstUntilItWasShown) {
  const Case item = TakeIn("tip1");
  Writes(item, "first", now_);
  Writes(item, "second", now_ + Millis(10));
  ASSERT_TRUE(cases()
                  .AddMessage({item.id, 0, "amina", now_}, "note", Secret<std::string>("NOTE"))
                  .has_value());
  EXPECT_EQ(Unread(item), (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(own().View(item.id)->conversation, "talk-tip1");
  // Another one came after the person began to read.
  Writes(item, "third", now_ + Millis(100));
  const auto unread = own().View(item.id)->unread;
  ASSERT_TRUE(own()
                  .MarkRead(item.id, unread[0].id + " " + unread[1].id + " of-another-case",
                            now_ + Millis(200))
                  .has_value());
  EXPECT_EQ(Unread(item), (std::vector<std::string>{"third"}));
  const auto file = cases().Show(item.id, "amina", now_);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(std::count_if(file->messages.begin(), file->messages.end(),
                          [](const CaseMessage& one) { return one.read_at.has_value(); }),
            2);
}

TEST_P(OwnCasesTest, AChoiceFromAnotherPhoneMovesTheContactThere) {
  const Case item = TakeIn("tip1");
  flows::SafeContact contact;
  contact.case_id = item.id;
  contact.may_write = true;
  contact.cover = "order";
  contact.updated_at = now_;
  contact.updated_by = "person";
  ASSERT_TRUE(own()
                  .Choose(contact, OwnCases::Phone{"other", Secret<std::string>("+254700000777"),
                                                   "sms", Medium::kSms})
                  .has_value());
  const auto moved = cases().Find(item.id);
  EXPECT_EQ(moved->pseudonym, "other");
  EXPECT_EQ(moved->channel, "sms");
  EXPECT_EQ(moved->medium, Medium::kSms);
  ContactVault vault(db(), keys());
  EXPECT_EQ(vault.Number("other", item.id, "amina", now_)->Reveal(), "+254700000777");
  EXPECT_FALSE(*vault.Has(item.pseudonym)) << "nobody needs the number of the phone that was left";
  const auto found = SafeContacts(db(), keys()).Find("other", item.id);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().cover, "order");
}

TEST_P(OwnCasesTest, AWithdrawalStopsContactAndOffersOnceAndNamesWhoHoldsTheCase) {
  Import(2);
  const Case item = TakeIn("tip1", [&](Intake& intake) { intake.offer = OfferTo(1, now_); });
  const auto offered = cases().ReferralsOf(item.id);
  ASSERT_TRUE(cases().Accept(offered->front().id, now_).has_value());
  ASSERT_TRUE(cases().Route({item.id, 0, "amina", now_}, OfferTo(2, now_)).has_value());
  const Wish wish = WishFor(item);
  for (int again = 0; again < 2; ++again) {
    const auto holders = own().Withdraw(wish, true, "wants no contact");
    ASSERT_TRUE(holders.has_value()) << holders.error().message;
    ASSERT_EQ(holders->size(), 1U);
    EXPECT_EQ(holders->front().responder_id, "r1");
  }
  const auto file = cases().Show(item.id, "amina", now_);
  EXPECT_EQ(file->messages.size(), 1U) << "one note";
  EXPECT_TRUE(file->row.needs_person);
  for (const Referral& one : file->referrals)
    EXPECT_EQ(one.status, one.responder_id == "r1" ? "accepted" : "withdrawn");
  EXPECT_TRUE(own().WishesOf(item.id)->withdrawn_at.has_value());
  const auto contacts = SafeContacts(db(), keys()).Find("", item.id);
  ASSERT_EQ(contacts->size(), 1U);
  EXPECT_TRUE(contacts->front().withdrawn_at.has_value());
}

TEST_P(OwnCasesTest, ANoIsNoEndOfAWithdrawalAYesIs) {
  const Case item = TakeIn("tip1");
  ASSERT_TRUE(own().Withdraw(WishFor(item), true, "wants no contact").has_value());
  flows::SafeContact contact;
  contact.case_id = item.id;
  contact.updated_at = now_;
  contact.updated_by = "person";
  ASSERT_TRUE(own().Choose(contact, std::nullopt).has_value());
  EXPECT_TRUE(own().WishesOf(item.id)->withdrawn_at.has_value());
  EXPECT_TRUE(SafeContacts(db(), keys()).Find("", item.id)->front().withdrawn_at.has_value());
  contact.may_write = true;
  ASSERT_TRUE(own().Choose(contact, std::nullopt).has_value());
  EXPECT_FALSE(own().WishesOf(item.id)->withdrawn_at.has_value());
  EXPECT_FALSE(SafeContacts(db(), keys()).Find("", item.id)->front().withdrawn_at.has_value());
}

TEST_P(OwnCasesTest, UnderDuressOffersStay) {
  Import(1);
  const Case item = TakeIn("tip1", [&](Intake& intake) { intake.offer = OfferTo(1, now_); });
  ASSERT_TRUE(own().Withdraw(WishFor(item), false, "duress").has_value());
  EXPECT_EQ(cases().ReferralsOf(item.id)->front().status, "offered");
}

TEST_P(OwnCasesTest, WhatNobodyWorksOnIsDeletedAtOnceElseStaffLookFirst) {
  struct Row {
    const char* name;
    std::function<void(Intake&)> change;
    bool hold, gone;
  };
  const Row rows[] = {
      {"free", [](Intake&) {}, false, true},
      {"urgent", [](Intake& one) { one.assessment.priority = Priority::kP1; }, false, false},
      {"of a child", [](Intake& one) { one.tip.child = true; }, false, false},
      {"under duress", [](Intake&) {}, true, false},
  };
  int n = 0;
  for (const Row& row : rows) {
    const Case item = TakeIn("tip" + std::to_string(++n), row.change);
    Writes(item, "CANARYREPLY", now_);
    const Wish wish = WishFor(item);
    for (int again = 0; again < 2; ++again)
      EXPECT_EQ(*own().AskDeletion(wish, row.hold, "deletion"), row.gone) << row.name;
    const auto tips = cases().TipsOf(item.id);
    ASSERT_EQ(tips->size(), 1U) << "rows are counted: " << row.name;
    EXPECT_EQ(tips->front().tip->text.empty(), row.gone) << row.name;
    EXPECT_EQ(Unread(item) == std::vector<std::string>{"CANARYREPLY"}, !row.gone) << row.name;
    const Wishes wishes = *own().WishesOf(item.id);
    EXPECT_TRUE(wishes.deletion_asked_at.has_value()) << row.name;
    EXPECT_EQ(wishes.erased_at.has_value(), row.gone) << row.name;
  }
}

TEST_P(OwnCasesTest, AfterErasingNothingOpensAndNoNumberIsLeft) {
  const Case item = TakeIn("tip1");
  ASSERT_TRUE(Opens());
  ASSERT_TRUE(own().Erase(WishFor(item)).has_value());
  EXPECT_FALSE(Opens());
  EXPECT_FALSE(*ContactVault(db(), keys()).Has(item.pseudonym));
  EXPECT_TRUE(cases().Find(item.id).has_value()) << "the coded case stays";
}

TEST_P(OwnCasesTest, EachStatusTextIsToldOnce) {
  const Case item = TakeIn("tip1");
  for (const char* what : {"received", "passed_on", "closed"}) {
    EXPECT_TRUE(own().Tell(WishFor(item), what).has_value()) << what;
    EXPECT_EQ(own().Tell(WishFor(item), what).error().code, Code::kConflict) << what;
  }
  EXPECT_EQ(own().Tell(WishFor(item), "anything").error().code, Code::kInvalid);
  EXPECT_EQ(own().WishesOf(item.id)->told.size(), 3U);
}

TEST_P(OwnCasesTest, TheAnswerAtIntakeIsARecordForAMonthUntilSomethingElseIsSaid) {
  const auto says = [](const char* yes) {
    return [yes](Intake& intake) {
      intake.tip.answers["may_text"] = yes;
      intake.tip.may_text = std::string(yes) == "yes";
    };
  };
  SafeContacts contacts(db(), keys());
  EXPECT_TRUE(contacts.Find("", TakeIn("tip0").id)->empty()) << "not asked";
  EXPECT_FALSE(contacts.Find("", TakeIn("tip1", says("no")).id)->front().may_write);
  const Case item = TakeIn("tip2", says("yes"));
  const flows::SafeContact kept = contacts.Find("", item.id)->front();
  EXPECT_TRUE(kept.may_write);
  EXPECT_GT(*kept.valid_until, now_ + std::chrono::hours(24 * 25));
  ASSERT_TRUE(contacts.Withdraw("", item.id, "person", now_).has_value());
  // The same conversation completes its tip later.
  TakeIn("tip3", [&](Intake& intake) {
    says("yes")(intake);
    intake.tip.conversation = "talk-tip2";
  });
  EXPECT_TRUE(contacts.Find("", item.id)->front().withdrawn_at.has_value());
}

TEST_P(OwnCasesTest, APersonIsHeardOnThePhoneThatTheyWroteFrom) {
  const Case item = TakeIn("tip1");
  TakeIn("tip2", [&](Intake& intake) {
    intake.tip.conversation = "talk-tip1";
    intake.tip.pseudonym = "another";
    intake.tip.received_at = now_ + std::chrono::hours(5);
  });
  SafeContacts contacts(db(), keys());
  EXPECT_LT(**contacts.HeardAt(item.pseudonym), now_ + std::chrono::hours(5));
  EXPECT_EQ(**contacts.HeardAt("another"), now_ + std::chrono::hours(5));
  EXPECT_EQ(**contacts.HeardAt("another", item.id), now_ + std::chrono::hours(5));
  EXPECT_EQ(*contacts.HeardAt("another", "another case"), std::nullopt);
  EXPECT_EQ(cases().Find(item.id)->pseudonym, item.pseudonym);
}

INSTANTIATE_TEST_SUITE_P(Engines, OwnCasesTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
