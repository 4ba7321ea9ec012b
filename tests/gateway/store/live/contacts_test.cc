#include "gateway/store/live/contacts.h"

#include "tests/gateway/store/live/live_test.h"

namespace tipline::store {
namespace {

class ContactsTest : public LiveTest {
 protected:
  std::string ContactKey() const {
    return "tl:" + conversations().Tag(Someone()) + ":p:" + Someone();
  }
  void Speaks(const std::string& language) {
    Commit commit;
    commit.who = SmsTurn("in " + language);
    commit.remember_language = language;
    commit.expected_revision = revision_++;
    Write(commit);
  }
  int64_t revision_ = 0;
  Contacts contacts_{redis(), kPartitions};
};

TEST_F(ContactsTest, KeepsRoleAndLanguageForTheNextTurn) {
  ASSERT_TRUE(contacts_.GiveRole(Someone(), kResponderRole).has_value());
  Speaks("fr");
  EXPECT_EQ(*contacts_.Role(Someone()), "responder");
  EXPECT_EQ(Load(SmsTurn("m1")).role, "responder");
  EXPECT_EQ(Load(SmsTurn("m1")).language, "fr");
  EXPECT_EQ(*contacts_.Role(Someone(2)), "");
}

TEST_F(ContactsTest, ARespondersPhoneStaysOne) {
  Speaks("fr");
  EXPECT_GT(Count({"PTTL", ContactKey()}), 0);
  ASSERT_TRUE(contacts_.GiveRole(Someone(), kResponderRole).has_value());
  EXPECT_EQ(Count({"PTTL", ContactKey()}), -1);
  Speaks("sw");
  EXPECT_EQ(Count({"PTTL", ContactKey()}), -1);
  ASSERT_TRUE(contacts_.TakeRole(Someone(), kResponderRole).has_value());
  EXPECT_EQ(*contacts_.Role(Someone()), "");
  EXPECT_EQ(Load(SmsTurn("m2")).language, "sw");
  EXPECT_GT(Count({"PTTL", ContactKey()}), 0);
}

TEST_F(ContactsTest, APhoneHasSeveralRolesAndEachGoesByItself) {
  ASSERT_TRUE(contacts_.GiveRole(Someone(), kTravellerRole, "1a2b3c4d").has_value());
  ASSERT_TRUE(contacts_.GiveRole(Someone(), kResponderRole).has_value());
  ASSERT_TRUE(contacts_.GiveRole(Someone(), kTravellerRole, "55667788").has_value());
  const std::string roles = *contacts_.Role(Someone());
  EXPECT_EQ(MarkOf(roles, kTravellerRole), "55667788");
  EXPECT_EQ(MarkOf(roles, kResponderRole), "");
  EXPECT_FALSE(HasRole(roles, kCheckinContactRole));
  EXPECT_FALSE(HasRole("checkin_contact", "checkin")) << "a name is whole";
  ASSERT_TRUE(contacts_.TakeRole(Someone(), kResponderRole).has_value());
  EXPECT_EQ(*contacts_.Role(Someone()), "traveller:55667788");
  ASSERT_TRUE(contacts_.TakeRole(Someone(), kTravellerRole).has_value());
  EXPECT_EQ(*contacts_.Role(Someone()), "");
}

}  // namespace
}  // namespace tipline::store
