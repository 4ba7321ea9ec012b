// Queue, case, claim and close, asked as the page asks them. Replies: cases_reply_test.cc
#include <algorithm>
#include <chrono>

#include "tests/gateway/console/cases_world.h"

namespace tipline::console {
namespace {

using nlohmann::json;
using std::chrono::minutes;

class CasesTest : public CasesWorld {};

TEST_F(CasesTest, QueueIsOrderedByPriorityThenClock) {
  const TimePoint now = clock_.now;
  const Case later = NewCase(Priority::kP1, now + minutes(30));
  const Case sooner = NewCase(Priority::kP1, now + minutes(10));
  const Case no_clock = NewCase(Priority::kP1);
  const Case last = NewCase(Priority::kP4, now + minutes(1));
  const Case first = NewCase(Priority::kP0, now + minutes(60));
  const json queue = BodyOf(Ask("GET", "/api/queue", nullptr, &amina_));
  std::vector<std::string> ids;
  for (const json& item : queue.at("cases"))
    ids.push_back(item.at("id"));
  EXPECT_EQ(ids, (std::vector<std::string>{first.id, sooner.id, later.id, no_clock.id, last.id}));
}

TEST_F(CasesTest, QueueTellsWhyButHoldsNoWordsOfThePerson) {
  const Case item = NewCase();
  const http::Response response = Ask("GET", "/api/queue", nullptr, &amina_);
  for (const char* secret : {"passport", "door", "Kisumu", "+2547"})
    EXPECT_EQ(response.body.find(secret), std::string::npos) << secret;
  const json row = BodyOf(response).at("cases").at(0);
  EXPECT_EQ(row.at("reference"), item.reference);
  EXPECT_EQ(row.at("priority"), "P1");
  EXPECT_EQ(row.at("indicators"), json({"ILO07"}));
  EXPECT_EQ(
      row.at("reasons"),
      json::parse(R"([{"rule":"locked_in","points":5},{"rule":"documents_kept","points":3}])"));
}

TEST_F(CasesTest, QueueAnswersShortPollsByTag) {
  const Case item = NewCase();
  const std::string tag = HeaderOf(Ask("GET", "/api/queue", nullptr, &amina_), "ETag");
  ASSERT_FALSE(tag.empty());
  const auto poll = [&] {
    return Ask("GET", "/api/queue", nullptr, &amina_, {{"If-None-Match", tag}}).status;
  };
  EXPECT_EQ(poll(), 304);
  ASSERT_EQ(Do(item, "claim").status, 200);
  EXPECT_EQ(poll(), 200);
}

TEST_F(CasesTest, ShowsTheConversationInOrderAndWhy) {
  const Case item = NewCase();
  const json page = Show(item);
  ASSERT_EQ(page.at("conversation").size(), 2U) << page.dump();
  EXPECT_EQ(page.at("conversation")[0].at("meaning"), "me");
  EXPECT_EQ(page.at("conversation")[1].at("words"), kWords);
  EXPECT_EQ(page.at("reasons")[0].at("evidence"), "took my passport");
  EXPECT_EQ(page.at("case").at("place"), "Kisumu");
  EXPECT_EQ(page.at("tips").size(), 1U);
}

TEST_F(CasesTest, WritesDownEveryReadButNotAPollWithoutNews) {
  const Case item = NewCase();
  const auto reads = [&] {
    const auto file = desk_->cases.Show(item.id, "test", clock_.now);
    EXPECT_TRUE(file);
    return std::count_if(file->timeline.begin(), file->timeline.end(),
                         [](const store::TimelineEntry& entry) {
                           return entry.action == "read" && entry.actor == "amina";
                         });
  };
  const std::string tag = HeaderOf(Ask("GET", "/api/cases/" + item.id, nullptr, &amina_), "ETag");
  EXPECT_EQ(reads(), 1);
  EXPECT_EQ(Ask("GET", "/api/cases/" + item.id, nullptr, &amina_, {{"If-None-Match", tag}}).status,
            304);
  EXPECT_EQ(reads(), 1);
  Ask("GET", "/api/cases/" + item.id, nullptr, &amina_);
  EXPECT_EQ(reads(), 2);
  EXPECT_EQ(Show(item).at("seen_by").size(), 2U);
}

TEST_F(CasesTest, OnePersonTakesACase) {
  const Case item = NewCase();
  EXPECT_TRUE(Show(item).at("allowed").at("claim"));
  ASSERT_EQ(Do(item, "claim").status, 200);
  EXPECT_EQ(CaseNow(item.id).assigned_to, "amina");
  EXPECT_FALSE(Show(item).at("allowed").at("claim"));
  const SignedIn bela = SignInAs("bela");
  EXPECT_EQ(Do(item, "claim", json::object(), bela).status, 409);
  EXPECT_EQ(CaseNow(item.id).assigned_to, "amina");
}

TEST_F(CasesTest, WritesRefuseAnOldRevisionAndTellTheCurrentOne) {
  const Case item = NewCase();
  const int64_t old = CaseNow(item.id).revision;
  ASSERT_EQ(Do(item, "claim").status, 200);
  const int64_t current = CaseNow(item.id).revision;
  ASSERT_GT(current, old);
  for (const auto& [what, body] : std::vector<std::pair<std::string, json>>{
           {"claim", {}}, {"reply", {{"text", "See you at two"}}}, {"close", {{"code", "x"}}}}) {
    json with = body.is_null() ? json::object() : body;
    with["revision"] = old;
    const http::Response response =
        Ask("POST", "/api/cases/" + item.id + "/" + what, with, &amina_);
    EXPECT_EQ(response.status, 409) << what;
    EXPECT_EQ(BodyOf(response).at("revision"), current) << what;
    EXPECT_EQ(BodyOf(response).at("error").at("code"), "conflict") << what;
  }
}

TEST_F(CasesTest, TakesTheRevisionFromIfMatchToo) {
  const Case item = NewCase();
  for (const auto& row : ConsoleData("revisions.json")) {
    std::vector<std::pair<std::string, std::string>> headers;
    if (row.contains("if_match")) headers.emplace_back("If-Match", row.at("if_match"));
    const http::Response response =
        Ask("POST", "/api/cases/" + item.id + "/claim", row.at("body"), &amina_, headers);
    EXPECT_EQ(response.status, row.at("status")) << row;
  }
  const std::string now = "\"" + std::to_string(CaseNow(item.id).revision) + "\"";
  EXPECT_EQ(
      Ask("POST", "/api/cases/" + item.id + "/claim", json::object(), &amina_, {{"If-Match", now}})
          .status,
      200);
}

TEST_F(CasesTest, ClosesWithAnOutcomeAndANote) {
  const Case item = NewCase();
  ASSERT_EQ(Do(item, "claim").status, 200);
  const json codes = Show(item).at("allowed").at("close");
  ASSERT_FALSE(codes.empty());
  EXPECT_EQ(Do(item, "close", {{"code", "no such code"}}).status, 400);
  EXPECT_EQ(Do(item, "close").status, 400);
  const http::Response closed =
      Do(item, "close", {{"code", codes.at(0).at("code")}, {"note", "Spoke with the partner"}});
  ASSERT_EQ(closed.status, 200) << closed.body;
  EXPECT_EQ(CaseNow(item.id).closure_code, codes.at(0).at("code"));
  const json page = Show(item);
  EXPECT_EQ(page.at("conversation").back().at("words"), "Spoke with the partner");
  EXPECT_EQ(page.at("allowed").at("reply").at("why"), "closed");
  EXPECT_TRUE(page.at("allowed").at("close").empty());
  EXPECT_TRUE(BodyOf(Ask("GET", "/api/queue", nullptr, &amina_)).at("cases").empty());
  EXPECT_NE(Do(item, "close", {{"code", codes.at(0).at("code")}}).status, 200);
}

TEST_F(CasesTest, OthersDoNotCloseButASupervisorMay) {
  const Case item = NewCase();
  ASSERT_EQ(Do(item, "claim").status, 200);
  const json code = Show(item).at("allowed").at("close").at(0).at("code");
  const SignedIn bela = SignInAs("bela");
  EXPECT_EQ(Do(item, "close", {{"code", code}}, bela).status, 403);
  const SignedIn lead = SignInAs("lead");
  EXPECT_EQ(Do(item, "close", {{"code", code}}, lead).status, 200);
}

TEST_F(CasesTest, UnknownCasesAreNotFound) {
  EXPECT_EQ(Ask("GET", "/api/cases/01JZZZZZZZZZZZZZZZZZZZZZZZ", nullptr, &amina_).status, 404);
  for (const char* what : {"claim", "reply", "close"})
    EXPECT_EQ(Ask("POST", std::string("/api/cases/01JZZZZZZZZZZZZZZZZZZZZZZZ/") + what,
                  {{"revision", 1}, {"text", "See you"}, {"code", "x"}}, &amina_)
                  .status,
              404)
        << what;
}

}  // namespace
}  // namespace tipline::console
