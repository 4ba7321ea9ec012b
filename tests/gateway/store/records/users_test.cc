#include "gateway/store/records/users.h"

#include <gtest/gtest.h>

#include "tests/gateway/store/records/engines.h"

namespace tipline::store {
namespace {

class UsersTest : public EnginesTest {
 protected:
  UserRecords records() { return UserRecords(db(), keys()); }
  Status Add(const std::string& name) {
    User user;
    user.name = name;
    user.role = "staff";
    user.password_hash = Secret<std::string>("CANARYHASH");
    user.totp_seed = Secret<std::string>("CANARYSEED");
    user.created_at = now_;
    return records().Add(user, "tester");
  }
  ConsoleSession Window(const std::string& hash) const {
    return {hash, "amina", "csrf", now_, now_, now_ + std::chrono::hours(8), false};
  }
};

TEST_P(UsersTest, KeepsAnAccountWithItsSecretsSealed) {
  ASSERT_TRUE(Add("amina"));
  const auto user = records().Find("amina");
  ASSERT_TRUE(user.has_value()) << user.error().message;
  EXPECT_EQ(user->password_hash.Reveal(), "CANARYHASH");
  EXPECT_EQ(user->totp_seed.Reveal(), "CANARYSEED");
  const auto stored = db().Read([](soci::session& sql) -> Result<std::string> {
    std::string password, totp;
    sql << "SELECT password_sealed, totp_sealed FROM users", soci::into(password), soci::into(totp);
    return password + totp;
  });
  EXPECT_EQ(stored->find("CANARY"), std::string::npos);
  EXPECT_EQ(Add("amina").error().code, Code::kConflict);
  EXPECT_EQ(Add("no spaces").error().code, Code::kInvalid);
  EXPECT_EQ(records().Find("brian").error().code, Code::kNotFound);
}

TEST_P(UsersTest, ASealedColumnDoesNotOpenInAnotherRow) {
  ASSERT_TRUE(Add("amina"));
  ASSERT_TRUE(Add("brian"));
  ASSERT_TRUE(db().Write([](soci::session& sql) -> Status {
    sql << "UPDATE users SET password_sealed = (SELECT password_sealed FROM users WHERE name = "
           "'amina')"
           " WHERE name = 'brian'";
    return Unit{};
  }));
  EXPECT_FALSE(records().Find("brian").has_value());
}

TEST_P(UsersTest, ATotpStepCountsOnce) {
  ASSERT_TRUE(Add("amina"));
  ASSERT_TRUE(records().UseTotpStep("amina", 59'000'000));
  EXPECT_EQ(records().UseTotpStep("amina", 59'000'000).error().code, Code::kConflict);
  EXPECT_EQ(records().UseTotpStep("amina", 58'999'999).error().code, Code::kConflict);
  EXPECT_TRUE(records().UseTotpStep("amina", 59'000'001));
}

TEST_P(UsersTest, LocksAfterTooManyFailuresAndUnlocksOnSuccess) {
  ASSERT_TRUE(Add("amina"));
  for (int i = 1; i <= 3; ++i)
    EXPECT_EQ(*records().Failed("amina", 3, std::chrono::minutes(15), now_), i);
  EXPECT_EQ(records().Find("amina")->locked_until, now_ + std::chrono::minutes(15));
  ASSERT_TRUE(records().Succeeded("amina"));
  EXPECT_EQ(records().Find("amina")->failed, 0);
  EXPECT_FALSE(records().Find("amina")->locked_until.has_value());
}

TEST_P(UsersTest, ADisabledAccountLosesItsOpenWindows) {
  ASSERT_TRUE(Add("amina"));
  const std::string password = records().Find("amina")->password_sealed;
  ASSERT_TRUE(records().Open(Window("h1"), password));
  ASSERT_TRUE(records().Open(Window("h2"), password));
  ASSERT_TRUE(records().Touch("h1", now_ + std::chrono::minutes(1)));
  EXPECT_EQ(records().FindSession("h1")->last_seen_at, now_ + std::chrono::minutes(1));
  EXPECT_EQ(*records().RevokeAll("amina", "h1"), 1);
  EXPECT_TRUE(records().FindSession("h2")->revoked);
  EXPECT_FALSE(records().FindSession("h1")->revoked);
  ASSERT_TRUE(records().SetActive("amina", false, "tester", now_));
  EXPECT_TRUE(records().FindSession("h1")->revoked);
  EXPECT_EQ(*records().ForgetSessions(now_ + std::chrono::hours(9)), 2);
  EXPECT_EQ(records().FindSession("h1").error().code, Code::kNotFound);
}

TEST_P(UsersTest, APasswordThatWasChangedMeanwhileOpensNoWindow) {
  ASSERT_TRUE(Add("amina"));
  const std::string before = records().Find("amina")->password_sealed;
  ASSERT_TRUE(records().SetPassword("amina", Secret<std::string>("NEW"), "tester", now_));
  EXPECT_EQ(records().Open(Window("h1"), before).error().code, Code::kConflict);
  EXPECT_EQ(records().FindSession("h1").error().code, Code::kNotFound);
  const std::string now = records().Find("amina")->password_sealed;
  ASSERT_TRUE(records().SetActive("amina", false, "tester", now_));
  EXPECT_EQ(records().Open(Window("h1"), now).error().code, Code::kConflict);
}

INSTANTIATE_TEST_SUITE_P(Engines, UsersTest, ::testing::Values("sqlite", "postgresql"),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace tipline::store
