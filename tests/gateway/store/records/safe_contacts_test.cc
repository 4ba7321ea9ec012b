#include "gateway/store/records/safe_contacts.h"

#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

class SafeContactsTest : public EnginesTest {
 protected:
  SafeContacts records() { return SafeContacts(db(), keys()); }
  flows::SafeContact Contact(const std::string& pseudonym, const std::string& case_id) const {
    flows::SafeContact contact;
    contact.pseudonym = pseudonym;
    contact.case_id = case_id;
    contact.may_write = true;
    contact.channel = "sms";
    contact.hours = *flows::ReadDayHours("10:00-11:00");
    contact.hours.weekdays = {1, 3};
    contact.time_zone = "Africa/Nairobi";
    contact.valid_until = now_ + std::chrono::hours(48);
    contact.note = Secret<std::string>("CANARYSTORY");
    contact.updated_by = "amina";
    contact.updated_at = now_;
    return contact;
  }
};

TEST_P(SafeContactsTest, KeepsAllThatWasSaidAndSealsIt) {
  ASSERT_TRUE(records().Keep(Contact("p1", "")).has_value());
  const auto found = records().Find("p1", "case1");
  ASSERT_TRUE(found && found->size() == 1);
  const flows::SafeContact& one = found->front();
  EXPECT_TRUE(one.may_write);
  EXPECT_EQ(one.channel, "sms");
  EXPECT_EQ(one.hours.from_minute, 600);
  EXPECT_EQ(one.hours.to_minute, 660);
  EXPECT_EQ(one.hours.weekdays, (std::vector<int>{1, 3}));
  EXPECT_EQ(one.time_zone, "Africa/Nairobi");
  EXPECT_EQ(one.valid_until, now_ + std::chrono::hours(48));
  EXPECT_EQ(one.withdrawn_at, std::nullopt);
  EXPECT_EQ(one.note.Reveal(), "CANARYSTORY");
  EXPECT_EQ(one.updated_by, "amina");
  const std::string sealed = Cell("details_sealed FROM safe_contacts");
  EXPECT_EQ(sealed.find("CANARY"), std::string::npos);
  EXPECT_EQ(sealed.find("Nairobi"), std::string::npos);
  EXPECT_EQ(Cell("detail FROM audit WHERE action = 'safe_contact'"), "may_write");
}

TEST_P(SafeContactsTest, TheCaseFirstThenThePerson) {
  ASSERT_TRUE(records().Keep(Contact("p1", "")).has_value());
  ASSERT_TRUE(records().Keep(Contact("", "case1")).has_value());
  const auto both = records().Find("p1", "case1");
  ASSERT_TRUE(both && both->size() == 2);
  EXPECT_EQ((*both)[0].case_id, "case1");
  EXPECT_EQ((*both)[1].pseudonym, "p1");
  EXPECT_TRUE(records().Find("p2", "case2")->empty());
  EXPECT_TRUE(records().Find("", "")->empty());
}

TEST_P(SafeContactsTest, AWithdrawalStaysUntilItIsSaidAnew) {
  ASSERT_TRUE(records().Keep(Contact("p1", "")).has_value());
  ASSERT_TRUE(records().Withdraw("p1", "", "flow", now_ + Millis(5)).has_value());
  ASSERT_TRUE(records().Withdraw("", "case1", "flow", now_).has_value());  // nothing was there
  const auto both = records().Find("p1", "case1");
  ASSERT_TRUE(both && both->size() == 2);
  EXPECT_EQ((*both)[1].withdrawn_at, now_ + Millis(5));
  EXPECT_FALSE((*both)[1].may_write);
  EXPECT_EQ((*both)[1].note.Reveal(), "CANARYSTORY");
  EXPECT_EQ((*both)[0].withdrawn_at, now_);
  ASSERT_TRUE(records().Keep(Contact("p1", "")).has_value());
  EXPECT_EQ(records().Find("p1", "")->front().withdrawn_at, std::nullopt);
}

TEST_P(SafeContactsTest, WhatNobodyCanReadAllowsNothing) {
  ASSERT_TRUE(records().Keep(Contact("p1", "")).has_value());
  ASSERT_TRUE(db().Write([](soci::session& sql) -> Status {
    sql << "UPDATE safe_contacts SET details_sealed = 'AAAA'";
    return Unit{};
  }));
  EXPECT_FALSE(records().Find("p1", "")->front().may_write);
  const KeyRing none;
  EXPECT_EQ(SafeContacts(db(), none).Keep(Contact("p2", "")).error().code, Code::kDenied);
}

TEST_P(SafeContactsTest, OfOnePersonOrOneCaseInAZoneThatThereIs) {
  EXPECT_EQ(records().Keep(Contact("", "")).error().code, Code::kInvalid);
  EXPECT_EQ(records().Keep(Contact("p1", "case1")).error().code, Code::kInvalid);
  flows::SafeContact nowhere = Contact("p1", "");
  nowhere.time_zone = "Nowhere";
  EXPECT_EQ(records().Keep(nowhere).error().code, Code::kInvalid);
  EXPECT_EQ(records().Withdraw("", "", "x", now_).error().code, Code::kInvalid);
}

TEST_P(SafeContactsTest, WhenThePersonLastWrote) {
  EXPECT_EQ(*records().HeardAt("nobody"), std::nullopt);
  CaseRecords cases(db(), keys());
  Intake first = MakeIntake("tip1", "talk1"), second = MakeIntake("tip2", "talk2");
  second.tip.received_at = first.tip.received_at + std::chrono::hours(1);
  ASSERT_TRUE(cases.TakeIn({first, second}, now_));
  EXPECT_EQ(*records().HeardAt(first.tip.pseudonym), second.tip.received_at);
}

INSTANTIATE_TEST_SUITE_P(Engines, SafeContactsTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
