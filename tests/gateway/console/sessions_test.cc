#include "gateway/console/sessions.h"

#include "tests/gateway/console/desk_fixture.h"

namespace tipline::console {
namespace {

using std::chrono::minutes;

class SessionsTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    AddUser("amina", "agent");
    who_ = SignInAs("amina");
  }
  int Status(const char* method = "GET") {
    return Ask(method, "/api/session", nullptr, &who_).status;
  }
  int Poll() {
    return Ask("GET", "/api/queue", nullptr, &who_, {{"If-None-Match", "W/\"old\""}}).status;
  }

  SignedIn who_;
};

TEST_F(SessionsTest, EndsAfterHalfAnHourWithoutUse) {
  clock_.now += kIdle - Millis(1);
  EXPECT_EQ(Status(), 200);
  clock_.now += kIdle;
  EXPECT_EQ(Status(), 401);
}

TEST_F(SessionsTest, LastsWhileItIsUsedButNoLongerThanTwelveHours) {
  const TimePoint began = clock_.now;
  while (clock_.now + minutes(20) < began + kLongest) {
    clock_.now += minutes(20);
    ASSERT_EQ(Status(), 200) << (clock_.now - began).count();
  }
  clock_.now = began + kLongest;
  EXPECT_EQ(Status(), 401);
}

TEST_F(SessionsTest, PollsDoNotKeepItAlive) {
  for (int i = 0; i < 2; ++i) {
    clock_.now += minutes(14);
    ASSERT_EQ(Poll(), 200);
  }
  clock_.now += minutes(3);
  EXPECT_EQ(Poll(), 401);
}

TEST_F(SessionsTest, EndsAtOnceWhenTheAccountIsDisabled) {
  ASSERT_TRUE(desk_->users.SetActive("amina", false, "test", clock_.now));
  EXPECT_EQ(Status(), 401);
}

TEST_F(SessionsTest, FollowsAChangeOfRoleAtOnce) {
  ASSERT_EQ(Ask("GET", "/api/queue", nullptr, &who_).status, 200);
  ASSERT_TRUE(desk_->users.SetRole("amina", "admin", "test", clock_.now));
  EXPECT_EQ(Ask("GET", "/api/queue", nullptr, &who_).status, 403);
  ASSERT_TRUE(desk_->users.SetRole("amina", "guest", "test", clock_.now));
  EXPECT_EQ(Status(), 401);
}

TEST_F(SessionsTest, KeepsOnlyAHashOfTheToken) {
  const std::string token = who_.cookie.substr(who_.cookie.find('=') + 1);
  EXPECT_GE(token.size(), 43U) << "256 bits in base64url";
  EXPECT_FALSE(desk_->users.FindSession(token));
  EXPECT_TRUE(desk_->users.FindSession(KeyedHash(*keys_.store, "console-session", token)));
}

TEST_F(SessionsTest, TakesNoTokenButItsOwn) {
  for (const auto& row : ConsoleData("cookies.json")) {
    std::string cookie = row.at("cookie");
    const std::string token = who_.cookie.substr(who_.cookie.find('=') + 1);
    if (const size_t at = cookie.find("TOKEN"); at != std::string::npos)
      cookie.replace(at, 5, token);
    const SignedIn who{cookie, who_.csrf};
    EXPECT_EQ(Ask("GET", "/api/session", nullptr, &who).status, row.at("status")) << row;
  }
}

}  // namespace
}  // namespace tipline::console
