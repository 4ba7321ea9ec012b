// The pure parts of the emulator: patterns, faults, answers, screens, scripts, mistakes in files.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "workers/emulate/answer.h"
#include "workers/emulate/calls.h"
#include "workers/emulate/courier.h"
#include "workers/emulate/faults.h"
#include "workers/emulate/screen.h"
#include "workers/emulate/script.h"
#include "workers/emulate/template_json.h"

namespace tipline::emulate {
namespace {

using nlohmann::json;

TEST(Template, FillsFiltersAndLeavesOut) {
  const Values values = {{"from", "+254711000001"}, {"now", "1767225600000"},
                         {"text", "a<b"},           {"turn", "3"},
                         {"first", "true"},         {"empty", ""}};
  struct Case {
    const char* pattern;
    const char* expanded;
  };
  const Case cases[] = {{"{from}", "+254711000001"},
                        {"tel:{from|no_plus}", "tel:254711000001"},
                        {"{now|time:%Y-%m-%d %H:%M:%S}", "2026-01-01 00:00:00"},
                        {"{now|seconds}", "1767225600"},
                        {"{text|utf16be|hex}", "0061003c0062"},
                        {"{text|base64}", "YTxi"},
                        {"{text|md5|hex|upper}", "1A382AF93ED4B8A29EBD8E859A0168D7"},
                        {"{gone?}x", "x"},
                        {"{{from}", "{from}"}};
  for (const Case& one : cases) {
    const auto expanded = Expand(one.pattern, values);
    ASSERT_TRUE(expanded) << one.pattern;
    EXPECT_EQ(*expanded, one.expanded) << one.pattern;
  }
  const auto body = ExpandJson(json{{"turn", "{turn|int}"},
                                    {"new", "{first|bool}"},
                                    {"gone", "{gone?}"},
                                    {"empty", "{empty?}"},
                                    {"list", {"{from}", "{gone?}"}}},
                               values);
  ASSERT_TRUE(body);
  EXPECT_EQ(*body, (json{{"turn", 3}, {"new", true}, {"list", {"+254711000001"}}}));
}

TEST(Template, SaysWhatIsWrong) {
  for (const auto& [pattern, message] : {std::pair{"{nobody}", "no value {nobody}"},
                                         {"{now|sideways}", "unknown filter \"sideways\""},
                                         {"{now", "a pattern has a { without }"}}) {
    const auto expanded = Expand(pattern, {{"now", "1"}});
    ASSERT_FALSE(expanded) << pattern;
    EXPECT_EQ(expanded.error().message, message);
  }
}

TEST(Faults, TheSameSeedDoesTheSameAgain) {
  const Faults faults{2, true, Millis(50), 0.3, 7};
  const auto plan = [&faults] {
    Chance chance(faults.seed);
    return PlanTrips(5, faults, chance);
  };
  const auto first = plan();
  const auto again = plan();
  ASSERT_EQ(first.size(), 15U);
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].webhook, again[i].webhook);
    EXPECT_EQ(first[i].held, again[i].held);
    EXPECT_EQ(first[i].fate, again[i].fate);
    EXPECT_GE(first[i].held, first[i == 0 ? 0 : i - 1].held);
  }
}

TEST(Faults, ReorderGivesAnotherOrderAndLosesNothing) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    Chance chance(seed);
    const auto trips = PlanTrips(3, {0, true, Millis(0), 0, seed}, chance);
    std::vector<size_t> order;
    for (const Trip& trip : trips)
      order.push_back(trip.webhook);
    EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
    EXPECT_EQ(std::set<size_t>(order.begin(), order.end()).size(), 3U);
  }
}

TEST(Faults, DropLosesThatShareBothWays) {
  Chance chance(3);
  const auto trips = PlanTrips(1000, {0, false, Millis(0), 0.4, 3}, chance);
  const auto count = [&trips](Trip::Fate fate) {
    return std::count_if(trips.begin(), trips.end(),
                         [fate](const Trip& trip) { return trip.fate == fate; });
  };
  EXPECT_NEAR(static_cast<double>(count(Trip::Fate::kLost)), 200, 50);
  EXPECT_NEAR(static_cast<double>(count(Trip::Fate::kAnswerLost)), 200, 50);
}

struct AnswerCase {
  const char* name;
  AnswerForm form;
  Answer answer;
  const char* text;  // null: it is not liked
  bool ends = false;
};

AnswerForm Form(AnswerForm::Kind kind, std::string text = "", std::string ends = "",
                std::vector<std::string> end_is = {}) {
  AnswerForm form;
  form.kind = kind;
  form.text = std::move(text);
  form.ends = std::move(ends);
  form.end_is = std::move(end_is);
  form.go_on = "CON ";
  form.end = "END ";
  form.exact = "ACK/Jasmin";
  return form;
}

TEST(Answers, AreReadAsTheProviderReadsThem) {
  using Kind = AnswerForm::Kind;
  AnswerForm xml = Form(Kind::kXml, "request/headertext");
  xml.ends_without = "request/options";
  AnswerForm strict = Form(Kind::kText);
  strict.good = {200, 202};
  strict.type = "text/plain";
  const AnswerCase cases[] = {
      {"con", Form(Kind::kPrefix), {200, {}, "CON Hello\n1 Yes"}, "Hello\n1 Yes", false},
      {"end", Form(Kind::kPrefix), {200, {}, "END Bye"}, "Bye", true},
      {"neither", Form(Kind::kPrefix), {200, {}, " CON Hello"}, nullptr},
      {"json",
       Form(Kind::kJson, "/m", "/t", {"release"}),
       {200, {}, R"({"m":"x","t":"Release"})"},
       "x",
       true},
      {"json bool",
       Form(Kind::kJson, "/m", "/t", {"false"}),
       {200, {}, R"({"m":"x","t":true})"},
       "x",
       false},
      {"json without end",
       Form(Kind::kJson, "/m", "/t", {"a"}),
       {200, {}, R"({"m":"x"})"},
       nullptr},
      {"null reply", Form(Kind::kJson, "/reply"), {200, {}, R"({"reply":null})"}, "", false},
      {"menu",
       xml,
       {200, {}, "<request><headertext>A &amp; b</headertext><options/></request>"},
       "A & b",
       false},
      {"last", xml, {200, {}, "<request><headertext>Bye</headertext></request>"}, "Bye", true},
      {"no xml", xml, {200, {}, "<request>"}, nullptr},
      {"xml-rpc",
       Form(Kind::kXml, "r/member[Text]", "r/member[Action]", {"end"}),
       {200,
        {},
        "<r><member><name>Text</name><value><string>Hi</string></value></"
        "member><member><name>Action</name><value>end</value></member></r>"},
       "Hi",
       true},
      {"header",
       Form(Kind::kHeader, "", "Freeflow", {"FB"}),
       {200, {{"freeflow", "FB"}}, "Bye"},
       "Bye",
       true},
      {"no header", Form(Kind::kHeader, "", "Freeflow", {"FB"}), {200, {}, "Bye"}, nullptr},
      {"parts",
       Form(Kind::kParts, "1", "5", {"end"}),
       {200, {}, "1|Hello|null|null|null|end"},
       "Hello",
       true},
      {"too few parts", Form(Kind::kParts, "1", "5", {"end"}), {200, {}, "1|Hello"}, nullptr},
      {"exact", Form(Kind::kExact), {200, {}, "ACK/Jasmin\n"}, "", false},
      {"not exact", Form(Kind::kExact), {200, {}, "ACK"}, nullptr},
      {"503", Form(Kind::kIgnored), {503, {}, ""}, nullptr},
      {"204 to Kannel", strict, {204, {{"Content-Type", "text/plain"}}, ""}, nullptr},
      {"JSON to Kannel", strict, {200, {{"Content-Type", "application/json"}}, "{}"}, nullptr},
      {"text to Kannel",
       strict,
       {202, {{"Content-Type", "text/plain; charset=utf-8"}}, "Hi"},
       "Hi",
       false}};
  for (const AnswerCase& one : cases) {
    const auto shown = ReadAnswer(one.form, one.answer);
    ASSERT_EQ(shown.has_value(), one.text != nullptr) << one.name;
    if (!shown) continue;
    EXPECT_EQ(shown->text, one.text) << one.name;
    EXPECT_EQ(shown->ends, one.ends) << one.name;
  }
}

TEST(Screen, WrapsAtSpacesAndShowsTheFold) {
  EXPECT_EQ(Wrap("Is it safe to use this phone?\n1 Yes", 12),
            (std::vector<std::string>{"Is it safe", "to use this", "phone?", "1 Yes"}));
  EXPECT_EQ(Wrap("abcdefghijkl", 5), (std::vector<std::string>{"abcde", "fghij", "kl"}));
  EXPECT_EQ(Wrap("", 5), (std::vector<std::string>{""}));
  const std::string frame = Frame("a\nb\nc\nd", {8, 3});
  EXPECT_NE(frame.find("┈┤ scroll\n│d       │"), std::string::npos) << frame;
  EXPECT_EQ(DisplayWidth("हिन्दी"), 5U) << "a virama takes no column";
  EXPECT_EQ(DisplayWidth("مَرْحَبًا"), 5U) << "nor do vowel points";
  EXPECT_EQ(DisplayWidth("🙏"), 2U);
}

TEST(Screen, SaysWhatTheNetworkDoesWithALongText) {
  Network network;
  network.gsm7 = 160;
  network.ucs2 = 70;
  EXPECT_EQ(RoomOf(std::string(160, 'x'), network).warning, "");
  EXPECT_EQ(RoomOf(std::string(161, 'x'), network).warning,
            "161 septets, room for 160: the network cuts off the rest");
  network.pages = true;
  const Room paged = RoomOf(std::string(300, 'x'), network);
  EXPECT_EQ(paged.pages, 3U);
  EXPECT_NE(paged.warning.find("98 and 00"), std::string::npos);
  const Room unicode = RoomOf("नमस्ते", network);
  EXPECT_STREQ(unicode.encoding, "ucs2");
  EXPECT_EQ(unicode.room, 70U);
}

TEST(Screen, SizeIsChecked) {
  EXPECT_TRUE(ReadScreenSize("16x5"));
  for (const char* wrong : {"", "20", "20x", "x8", "4x8", "20x8x", "200x8", "-1x8"})
    EXPECT_FALSE(ReadScreenSize(wrong)) << wrong;
}

TEST(Parts, NoneEndsWithinACharacter) {
  const std::string braces(200, '{');  // two septets each
  for (const std::string& part : CutIntoParts(braces, 1))
    EXPECT_LE(part.size(), 76U);
  EXPECT_EQ(CutIntoParts("short", 1).size(), 1U);
  EXPECT_GE(CutIntoParts("short one", 3).size(), 3U);
  std::string joined;
  for (const std::string& part : CutIntoParts("🙏🙏🙏🙏", 3)) {
    EXPECT_EQ(part.size() % 4, 0U);
    joined += part;
  }
  EXPECT_EQ(joined, "🙏🙏🙏🙏");
}

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
