// A desk with a fresh SQLite store and fresh keys, a clock that stands still until told, and a real
// Redis; asked directly, without sockets. For the tests of gateway/console.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/console/app.h"
#include "tests/support/temp_dir.h"

namespace tipline::console {

class StillClock final : public Clock {
 public:
  TimePoint Now() const override { return now; }
  TimePoint now = FromMillis(1'800'000'000'000);
};

struct SignedIn {
  std::string cookie;  // "desk=..."
  std::string csrf;
};

class DeskTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;
  void TearDown() override;

  // An account; its password is "correct horse battery", its seed is kept for CodeOf.
  void AddUser(const std::string& name, const std::string& role);
  std::string CodeOf(const std::string& name) const;  // now
  http::Response Ask(const std::string& method, const std::string& path,
                     const nlohmann::json& body = nullptr, const SignedIn* who = nullptr,
                     std::vector<std::pair<std::string, std::string>> more_headers = {});
  http::Response TrySignIn(const std::string& name, const std::string& password,
                           const std::string& code, const std::string& peer = "127.0.0.1");
  SignedIn SignInAs(const std::string& name);  // a session without the work of a password

  // Takes a tip in through the records, as the worker does. Returns the case.
  Case TakeIn(Tip tip, Assessment assessment, std::optional<TimePoint> due_at = std::nullopt);
  Tip SmsTip(const std::string& words);  // an SMS conversation, consent to share, with a number
  Case CaseNow(const std::string& id);

  StillClock clock_;
  Settings settings_;
  KeyRing keys_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Desk> desk_;
  std::unique_ptr<Page> page_;
  std::unique_ptr<Counts> counts_;
  std::unique_ptr<App> app_;
  std::unique_ptr<store::Redis> redis_;
  bool draining_ = false;
  std::string dir_;  // of this test

 private:
  std::optional<testing::TempDir> temp_;
  std::map<std::string, Secret<std::string>> seeds_;
  int tips_ = 0;
};

nlohmann::json BodyOf(const http::Response& response);
std::string HeaderOf(const http::Response& response, const std::string& name);
nlohmann::json ConsoleData(const std::string& file);  // tests/data/console/<file>

constexpr const char* kPassword = "correct horse battery";

}  // namespace tipline::console
