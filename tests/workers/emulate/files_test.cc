// Files that people write for the emulator: the script of what goes wrong, a provider's profile.
// And to whom it speaks at all.
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "workers/emulate/calls.h"
#include "workers/emulate/courier.h"
#include "workers/emulate/script.h"

namespace tipline::emulate {
namespace {

TEST(ScriptFile, RulesAreTakenInOrderAndUsedUp) {
  const testing::TempDir dir;
  const std::string file = dir.Write("script.json", R"({"rules": [
      {"channel": "twilio", "to": "+254711000001", "times": 2, "answer": "too_many"},
      {"channel": "kannel", "every": 2, "answer": "none", "delay_ms": 30},
      {"channel": "generic", "reports": [{"state": "failed", "after_ms": 5, "times": 3}]}]})");
  auto rules = Script::ReadRules(file, Millis(10));
  ASSERT_TRUE(rules) << rules.error().message;
  Script script(*std::move(rules), *CourseOf("delivered", Millis(10)), 0, "", 1);
  EXPECT_EQ(script.Next("twilio", "+254711000001", {}).failure, "too_many");
  EXPECT_EQ(script.Next("twilio", "+254711000002", {}).failure, "");
  EXPECT_EQ(script.Next("twilio", "+254711000001", {}).failure, "too_many");
  const Fate used_up = script.Next("twilio", "+254711000001", {});
  EXPECT_EQ(used_up.failure, "");
  ASSERT_EQ(used_up.reports.size(), 2U);
  EXPECT_EQ(used_up.reports[1].state, DeliveryState::kDelivered);
  EXPECT_FALSE(script.Next("kannel", "", {}).silent);
  EXPECT_TRUE(script.Next("kannel", "", {}).silent);
  const Fate reported = script.Next("generic", "", {});
  ASSERT_EQ(reported.reports.size(), 1U);
  EXPECT_EQ(reported.reports[0].times, 3);
}

TEST(ScriptFile, AShareIsRefused) {
  Script script({}, {}, 0.2, "", 5);
  int refused = 0;
  for (int i = 0; i < 500; ++i)
    refused += script.Next("twilio", "", {"a", "b"}).failure.empty() ? 0 : 1;
  EXPECT_NEAR(refused, 100, 30);
}

TEST(ScriptFile, MistakesNameThePlace) {
  const testing::TempDir dir;
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {R"({"rules": [{"answre": "x"}]})", ": /rules/0/answre: no such member"},
      {R"({"rules": [{"times": "2"}]})", ": /rules/0/times: allowed: a whole number"},
      {R"({"rules": [{"reports": [{"state": "lost"}]}]})",
       ": /rules/0/reports/0/state: allowed: queued, sent, delivered, failed, rejected, expired"},
      {R"({})", ": /rules: allowed: a list"}};
  for (const Case& one : cases) {
    const std::string file = dir.Write("script.json", one.text);
    const auto rules = Script::ReadRules(file, Millis(10));
    ASSERT_FALSE(rules) << one.text;
    EXPECT_EQ(rules.error().message, file + one.message);
  }
  EXPECT_FALSE(CourseOf("sideways", Millis(1)));
}

TEST(ProfileFile, MistakesNameThePlace) {
  const testing::TempDir dir;
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {R"({"usssd": {}})", ": /usssd: no such member"},
      {R"({"sms": {"request": {"form": {}, "json": {}}}})",
       ": /sms/request/json: allowed: one body only"},
      {R"({"ussd": {"answer": {"kind": "poem"}}})",
       ": /ussd/answer/kind: allowed: ignored, prefix, text, json, xml, header, parts or exact"},
      {R"({"send": {"path": "/x", "to": "form:to", "text": "form:text", "failures": {"a": {"class": "sad"}}}})",
       ": /send/failures/a/class: allowed: temporary, unsure, rate_limited, permanent, opt_out or "
       "config"},
      {R"([])", ": : allowed: an object"}};
  for (const Case& one : cases) {
    const std::string file = dir.Write("profile.json", one.text);
    const auto profile = ReadProfile("x", file);
    ASSERT_FALSE(profile) << one.text;
    EXPECT_EQ(profile.error().message, file + one.message);
  }
}

TEST(Loopback, NothingElseIsSpokenTo) {
  for (const char* right : {"http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:80",
                            "http://127.0.0.1", "http://127.1.2.3:9"})
    EXPECT_TRUE(CheckLoopback(right)) << right;
  for (const char* wrong :
       {"https://127.0.0.1:1", "http://127.0.0.1.example.org", "http://example.org:80",
        "http://127.0.0.1@example.org", "http://localhost.example.org", "http://10.0.0.1", "",
        "127.0.0.1:80", "http://127.0.0.1:80/path", "http://127.evil.example"})
    EXPECT_FALSE(CheckLoopback(wrong)) << wrong;
}

}  // namespace
}  // namespace tipline::emulate
