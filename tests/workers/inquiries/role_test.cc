// A code for a verified role: it works once, from one phone, and guessing tells nothing.
#include "gateway/base/ids.h"
#include "gateway/store/live/contacts.h"
#include "gateway/store/records/roles.h"
#include "tests/workers/inquiries/inquiry_world.h"
#include "workers/jobs/verified.h"

namespace tipline::workers {
namespace {

class RoleTest : public InquiryWorld {
 protected:
  store::VerifiedRoles Roles() { return {*database_, keys_}; }
  std::string Make(const std::string& code, const char* role = "nurse", Millis lasts = kDay) {
    store::VerifiedRole one;
    one.id = NewUlid(clock_.Now() + Millis(made_++));
    one.role = role;
    one.country = "KE";
    one.name = "Sister Aroha";
    one.district = "Kaya";
    one.own = {"Vandoro"};
    one.made_at = clock_.Now();
    one.expires_at = clock_.Now() + lasts;
    EXPECT_TRUE(Roles().Add(one, Secret(code), "amina").has_value());
    return one.id;
  }
  Fields Join(const std::string& code, const std::string& number = "+254711000042") {
    return Ask({number, "join"}, "role_join", {{"code", code}});
  }
  std::string MarkOf(const std::string& number = "+254711000042") {
    store::Contacts contacts(*redis_, settings_.partitions);
    return *contacts.Role(Pseudonym(keys_, number));
  }
  std::string StateOf(const std::string& id) {
    const auto all = *Roles().List();
    for (const store::VerifiedRole& one : all)
      if (one.id == id) return store::RoleState(one, clock_.Now());
    return "";
  }

  static constexpr Millis kDay{24 * 3'600'000};
  int made_ = 0;
};

TEST_P(RoleTest, TheCodeGivesTheRoleOnceToOnePhone) {
  const std::string id = Make("2718281828");
  EXPECT_EQ(StateOf(id), "waiting");
  EXPECT_EQ(Join("2718281828"), (Fields{{"joined", "nurse"}}));
  EXPECT_EQ(StateOf(id), "active");
  EXPECT_EQ(MarkOf(), "verified:nurse.KE");
  EXPECT_EQ(Join("2718281828", "+254711000043"), Fields()) << "it was used";
  EXPECT_EQ(MarkOf("+254711000043"), "");
  const auto role = *Roles().OfPhone(Pseudonym(keys_, "+254711000042"));
  ASSERT_TRUE(role);
  EXPECT_EQ(role->name, "Sister Aroha");
  EXPECT_EQ(role->own, std::vector<std::string>{"Vandoro"});
}

TEST_P(RoleTest, WhatIsWrongRevealsNothing) {
  Make("1111111111", "teacher", Millis(1));
  Make("2222222222");
  const std::string withdrawn = Make("3333333333");
  ASSERT_TRUE(Roles().Withdraw(withdrawn, "amina", clock_.Now()).has_value());
  EXPECT_FALSE(Roles().Withdraw(withdrawn, "amina", clock_.Now()).has_value());
  clock_.Forward(Millis(1000));
  EXPECT_EQ(Join("1111111111", "+254711000101"), Fields()) << "expired";
  EXPECT_EQ(Join("3333333333", "+254711000102"), Fields()) << "withdrawn";
  EXPECT_EQ(Join("4444444444", "+254711000103"), Fields()) << "nobody's";
  EXPECT_EQ(Join("", "+254711000104"), Fields()) << "none";
  EXPECT_EQ(Ask({"", "join"}, "role_join", {{"code", "2222222222"}}), Fields()) << "no number";
}

TEST_P(RoleTest, APhoneMayGuessFiveTimes) {
  Make("2222222222");
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(Join("900000000" + std::to_string(i)), Fields());
  EXPECT_EQ(Join("2222222222"), Fields()) << "right, but too late";
  EXPECT_EQ(Join("2222222222", "+254711000043").size(), 1U) << "another phone did not guess";
}

TEST_P(RoleTest, ALaterCodeTakesThePlaceOfTheEarlierOne) {
  const std::string first = Make("1111111111"), second = Make("2222222222", "facilitator");
  Join("1111111111");
  Join("2222222222");
  EXPECT_EQ(StateOf(first), "withdrawn");
  EXPECT_EQ(StateOf(second), "active");
  EXPECT_EQ(MarkOf(), "verified:facilitator.KE");
}

TEST_P(RoleTest, MarksAreMadeAnewAndTaken) {
  const std::string kept = Make("1111111111"), gone = Make("2222222222");
  Join("1111111111");
  Join("2222222222", "+254711000043");
  store::Contacts contacts(*redis_, settings_.partitions);
  ASSERT_TRUE(contacts.TakeRole(Pseudonym(keys_, "+254711000042"), store::kVerifiedRole));
  ASSERT_TRUE(Roles().Withdraw(gone, "amina", clock_.Now()));
  store::VerifiedRoles roles = Roles();
  ASSERT_TRUE(MarkAllVerified(contacts, roles).has_value());
  EXPECT_EQ(MarkOf(), "verified:nurse.KE");
  EXPECT_EQ(MarkOf("+254711000043"), "");
  EXPECT_EQ(store::VerifiedIn("responder verified:nurse.KE").role, "nurse");
  EXPECT_EQ(store::VerifiedIn("responder verified:nurse.KE").country, "KE");
  EXPECT_EQ(store::VerifiedIn("responder").role, "");
}

TIPLINE_ON_BOTH_ENGINES(RoleTest);

}  // namespace
}  // namespace tipline::workers
