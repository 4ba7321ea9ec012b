#include "gateway/console/sign_in.h"

#include <atomic>
#include <thread>
#include <vector>

#include "gateway/console/totp.h"
#include "tests/gateway/console/desk_fixture.h"

namespace tipline::console {
namespace {

class SignInTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    AddUser("amina", "agent");
    AddUser("gone", "agent");
    AddUser("odd", "visitor");
    ASSERT_TRUE(desk_->users.SetActive("gone", false, "test", clock_.now));
  }

  std::string CodeFor(const std::string& name, const std::string& kind) {
    const TimePoint now = clock_.now;
    if (kind == "old") clock_.now -= std::chrono::seconds(3 * kTotpStepSeconds);
    std::string code = kind == "none" ? "" : CodeOf(name);
    clock_.now = now;
    if (kind == "wrong") code[0] = code[0] == '9' ? '0' : static_cast<char>(code[0] + 1);
    return code;
  }
};

TEST_F(SignInTest, GivesASessionForNamePasswordAndCode) {
  const http::Response response = TrySignIn("amina", kPassword, CodeOf("amina"));
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(BodyOf(response)["user"]["name"], "amina");
  EXPECT_EQ(BodyOf(response)["user"]["role"], "agent");
  const std::string cookie = HeaderOf(response, "Set-Cookie");
  for (const char* part : {"; HttpOnly", "; SameSite=Strict", "; Path=/"})
    EXPECT_NE(cookie.find(part), std::string::npos) << part;
  EXPECT_EQ(cookie.find("Secure"), std::string::npos) << "the sandbox is plain http on loopback";
}

TEST_F(SignInTest, CookiesAreSecureOutsideTheSandbox) {
  const Sessions sessions(desk_->users, keys_, true);
  const std::string cookie = sessions.SetCookie(Secret<std::string>("t"));
  EXPECT_EQ(cookie, "__Host-desk=t; Path=/; HttpOnly; SameSite=Strict; Secure");
}

TEST_F(SignInTest, SaysTheSameWhateverWasWrong) {
  const std::string expected = TrySignIn("nobody-at-all", "x", "000000").body;
  for (const auto& row : ConsoleData("sign_in_refused.json")) {
    const std::string name = row.at("name");
    const std::string password =
        row.at("password") == "right" ? kPassword : row.at("password").get<std::string>();
    const http::Response response =
        TrySignIn(name, password, CodeFor(name, row.at("code")), "192.0.2.1");
    EXPECT_EQ(response.status, 401) << row;
    EXPECT_EQ(response.body, expected) << row;
    EXPECT_EQ(HeaderOf(response, "Set-Cookie"), "") << row;
  }
}

TEST_F(SignInTest, RefusesACodeThatWasUsedBefore) {
  const std::string code = CodeOf("amina");
  ASSERT_EQ(TrySignIn("amina", kPassword, code).status, 200);
  EXPECT_EQ(TrySignIn("amina", kPassword, code).status, 401);
  clock_.now += std::chrono::seconds(kTotpStepSeconds);
  EXPECT_EQ(TrySignIn("amina", kPassword, code).status, 401)
      << "still within the window, still used";
  EXPECT_EQ(TrySignIn("amina", kPassword, CodeOf("amina")).status, 200);
}

TEST_F(SignInTest, LocksANameAfterFailuresWhetherItExistsOrNot) {
  for (const char* name : {"amina", "nobody"}) {
    for (int i = 0; i < kLockAfter; ++i)
      EXPECT_EQ(TrySignIn(name, "wrong", "000000").status, 401) << name << i;
    const http::Response locked = TrySignIn(name, kPassword, CodeOf(name));
    EXPECT_EQ(locked.status, 429) << name;
    EXPECT_EQ(BodyOf(locked)["error"]["code"], "too_many_attempts");
    EXPECT_EQ(HeaderOf(locked, "Retry-After"), "900") << name;
  }
}

// Those that wait for their turn are no further guesses.
TEST_F(SignInTest, LocksANameAlsoAgainstGuessesAtTheSameTime) {
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> guesses;
    for (int i = 0; i < 3 * kLockAfter; ++i)
      guesses.emplace_back([&] {
        const auto verdict = desk_->sign_in->Try(
            {"amina", Secret<std::string>("wrong"), "000000", "192.0.2.1"}, clock_.now);
        if (verdict && verdict->kind == Verdict::Kind::kWrong) ++wrong;
      });
  }
  EXPECT_GT(wrong, 0);
  EXPECT_LT(wrong, kLockAfter + kAtOnce);
}

TEST_F(SignInTest, ASessionNeedsThePasswordThatWasGiven) {
  const auto before = desk_->users.Find("amina");
  ASSERT_TRUE(before);
  ASSERT_TRUE(desk_->users.SetPassword("amina", Secret<std::string>("new"), "cli", clock_.now));
  const auto opened = desk_->sessions.Open("amina", kAgent, before->password_sealed, clock_.now);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kConflict);
}

TEST_F(SignInTest, LetsInAgainWhenTheLockIsOver) {
  for (int i = 0; i < kLockAfter; ++i)
    ASSERT_EQ(TrySignIn("amina", "wrong", "000000").status, 401);
  clock_.now += kLockFor + std::chrono::seconds(1);
  EXPECT_EQ(TrySignIn("amina", kPassword, CodeOf("amina")).status, 200);
}

TEST_F(SignInTest, ASuccessForgetsEarlierFailures) {
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < kLockAfter - 1; ++i)
      ASSERT_EQ(TrySignIn("amina", "wrong", "000000").status, 401);
    clock_.now += std::chrono::seconds(2 * kTotpStepSeconds);
    ASSERT_EQ(TrySignIn("amina", kPassword, CodeOf("amina")).status, 200) << round;
  }
}

TEST_F(SignInTest, RefusesAPeerThatTriesManyNames) {
  for (int i = 0; i < kPeerFailures; ++i)
    ASSERT_EQ(TrySignIn("name" + std::to_string(i), "x", "000000", "192.0.2.7").status, 401) << i;
  EXPECT_EQ(TrySignIn("amina", kPassword, CodeOf("amina"), "192.0.2.7").status, 429);
  EXPECT_EQ(TrySignIn("amina", kPassword, CodeOf("amina"), "192.0.2.8").status, 200);
}

TEST_F(SignInTest, RefusesBodiesThatAreNotCredentials) {
  for (const auto& row : ConsoleData("sign_in_bodies.json"))
    EXPECT_EQ(Ask("POST", "/api/session", row).status, 400) << row;
  EXPECT_EQ(Ask("POST", "/api/session", {{"name", "a"}}, nullptr, {{"Content-Type", "text/plain"}})
                .status,
            400);
}

}  // namespace
}  // namespace tipline::console
