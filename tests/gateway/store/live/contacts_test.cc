#include "gateway/store/live/contacts.h"

#include "tests/gateway/store/live/live_test.h"

namespace tipline::store {
namespace {

class ContactsTest : public LiveTest {
 protected:
  std::string ContactKey() const {
    return "tl:" + conversations().Tag(Someone()) + ":c:" + Someone();
  }
  Contacts contacts_{redis(), kPartitions};
};

TEST_F(ContactsTest, KeepsRoleAndLanguageForTheNextTurn) {
  ASSERT_TRUE(contacts_.SetRole(Someone(), kResponderRole).has_value());
  ASSERT_TRUE(contacts_.SetLanguage(Someone(), "fr").has_value());
  EXPECT_EQ(*contacts_.Role(Someone()), "responder");
  EXPECT_EQ(*contacts_.Language(Someone()), "fr");
  EXPECT_EQ(Load(SmsTurn("m1")).role, "responder");
  EXPECT_EQ(Load(SmsTurn("m1")).language, "fr");
  EXPECT_EQ(*contacts_.Role(Someone(2)), "");
}

TEST_F(ContactsTest, ARespondersPhoneStaysOne) {
  ASSERT_TRUE(contacts_.SetLanguage(Someone(), "fr").has_value());
  EXPECT_GT(Count({"PTTL", ContactKey()}), 0);
  ASSERT_TRUE(contacts_.SetRole(Someone(), kResponderRole).has_value());
  EXPECT_EQ(Count({"PTTL", ContactKey()}), -1);
  Commit commit;
  commit.who = SmsTurn("m1");
  commit.remember_language = "sw";
  Write(commit);
  EXPECT_EQ(Count({"PTTL", ContactKey()}), -1);
  ASSERT_TRUE(contacts_.SetRole(Someone(), "").has_value());
  EXPECT_EQ(*contacts_.Role(Someone()), "");
  EXPECT_EQ(*contacts_.Language(Someone()), "sw");
  EXPECT_GT(Count({"PTTL", ContactKey()}), 0);
}

TEST_F(ContactsTest, ForgetsALanguageOrAPerson) {
  ASSERT_TRUE(contacts_.SetLanguage(Someone(), "fr").has_value());
  ASSERT_TRUE(contacts_.ResetLanguage(Someone()).has_value());
  EXPECT_EQ(Count({"EXISTS", ContactKey()}), 0);
  ASSERT_TRUE(contacts_.SetLanguage(Someone(), "fr").has_value());
  Commit commit;
  commit.who = UssdTurn("t1");
  Write(commit);
  ASSERT_TRUE(contacts_.Forget(Someone()).has_value());
  EXPECT_EQ(Count({"DBSIZE"}), 0);
}

}  // namespace
}  // namespace tipline::store
