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
  ASSERT_TRUE(contacts_.SetRole(Someone(), kResponderRole).has_value());
  Speaks("fr");
  EXPECT_EQ(*contacts_.Role(Someone()), "responder");
  EXPECT_EQ(Load(SmsTurn("m1")).role, "responder");
  EXPECT_EQ(Load(SmsTurn("m1")).language, "fr");
  EXPECT_EQ(*contacts_.Role(Someone(2)), "");
}

TEST_F(ContactsTest, ARespondersPhoneStaysOne) {
  Speaks("fr");
  EXPECT_GT(Count({"PTTL", ContactKey()}), 0);
  ASSERT_TRUE(contacts_.SetRole(Someone(), kResponderRole).has_value());
  EXPECT_EQ(Count({"PTTL", ContactKey()}), -1);
  Speaks("sw");
  EXPECT_EQ(Count({"PTTL", ContactKey()}), -1);
  ASSERT_TRUE(contacts_.SetRole(Someone(), "").has_value());
  EXPECT_EQ(*contacts_.Role(Someone()), "");
  EXPECT_EQ(Load(SmsTurn("m2")).language, "sw");
  EXPECT_GT(Count({"PTTL", ContactKey()}), 0);
}

}  // namespace
}  // namespace tipline::store
