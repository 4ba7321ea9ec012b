// Queue, case, claim, reply and close, asked as the page asks them.
#include <algorithm>

#include "gateway/base/outbound_box.h"
#include "gateway/console/allowed.h"
#include "gateway/store/live/streams.h"
#include "tests/gateway/console/desk_fixture.h"

namespace tipline::console {
namespace {

using nlohmann::json;
using std::chrono::minutes;

constexpr const char* kWords = "They took my passport and lock the door at night";

class CasesTest : public DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    AddUser("amina", "agent");
    AddUser("bela", "agent");
    AddUser("lead", "supervisor");
    amina_ = SignInAs("amina");
  }

  Case NewCase(Priority priority = Priority::kP1, std::optional<TimePoint> due = std::nullopt) {
    return TakeIn(SmsTip(kWords), AssessmentOf(priority), due);
  }
  static Assessment AssessmentOf(Priority priority) {
    Assessment assessment;
    assessment.priority = priority;
    assessment.indicators = {"ILO07"};
    assessment.language = "en";
    assessment.place = "Kisumu";
    assessment.reasons = {{"documents_kept", "took my passport", 3},
                          {"locked_in", "lock the door", 5}};
    return assessment;
  }
  http::Response Do(const Case& item, const std::string& what, json body, const SignedIn& who) {
    clock_.now += std::chrono::seconds(1);  // people act after they read
    body["revision"] = CaseNow(item.id).revision;
    return Ask("POST", "/api/cases/" + item.id + "/" + what, body, &who);
  }
  http::Response Do(const Case& item, const std::string& what, const json& body = json::object()) {
    return Do(item, what, body, amina_);
  }
  json Show(const Case& item) {
    return BodyOf(Ask("GET", "/api/cases/" + item.id, nullptr, &amina_));
  }
  // What lies in the outbound stream of the case's person, opened.
  std::vector<Outbound> Sent(const Case& item) {
    const std::string tag = store::TagOf(PartitionOf(item.pseudonym, settings_.partitions));
    const auto reply = redis_->Run({"XRANGE", store::StreamKey(tag, "outbound"), "-", "+"});
    EXPECT_TRUE(reply);
    std::vector<Outbound> out;
    for (size_t i = 0; reply && i < reply->view().size(); ++i) {
      const store::Reply fields = reply->view()[i][1];
      EXPECT_EQ(fields[3].text(), "reply");
      const auto plain = OpenOutbound(keys_, fields[5].text());
      EXPECT_TRUE(plain);
      if (auto message = plain ? DecodeOutbound(*plain) : Result<Outbound>(plain.error())) {
        EXPECT_EQ(fields[1].text(), message->id);
        out.push_back(*std::move(message));
      }
    }
    return out;
  }

  SignedIn amina_;
};

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

TEST_F(CasesTest, AReplyGoesSealedIntoTheOutboundStream) {
  const Case item = NewCase();
  ASSERT_EQ(Do(item, "claim").status, 200);
  const http::Response response = Do(item, "reply", {{"text", "  See you at two  "}});
  ASSERT_EQ(response.status, 200) << response.body;
  const std::vector<Outbound> sent = Sent(item);
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].text.Reveal(), "See you at two");
  EXPECT_EQ(sent[0].to.Reveal().substr(0, 5), "+2547");
  EXPECT_EQ(sent[0].channel, "generic");
  EXPECT_EQ(sent[0].case_id, item.id);
  const json line = Show(item).at("conversation").back();
  EXPECT_EQ(line.at("from"), "staff");
  EXPECT_EQ(line.at("author"), "amina");
  EXPECT_EQ(line.at("state"), "queued");
}

TEST_F(CasesTest, TheNumberIsForWhoHasACaseThatAsksForACallAndIsRecorded) {
  Tip tip = SmsTip(kWords);
  tip.wants_callback = true;
  tip.consent = Consent::kAnonymous;
  const Case item = TakeIn(tip, AssessmentOf(Priority::kP1), std::nullopt);
  EXPECT_EQ(Do(item, "number").status, 403) << "nobody has it yet";
  ASSERT_EQ(Do(item, "claim").status, 200);
  EXPECT_TRUE(Show(item).at("allowed").at("number"));
  const auto seen = Do(item, "number");
  ASSERT_EQ(seen.status, 200);
  EXPECT_EQ(BodyOf(seen).at("number"), tip.number.Reveal());
  EXPECT_NE(Show(item).at("timeline").dump().find("number_read"), std::string::npos);
  const SignedIn bela = SignInAs("bela");
  EXPECT_EQ(Do(item, "number", json::object(), bela).status, 403);
  const Case other = NewCase();
  ASSERT_EQ(Do(other, "claim").status, 200);
  EXPECT_EQ(Do(other, "number").status, 403) << "did not ask for a call";
}

TEST_F(CasesTest, AReplyIsNotLostWhenRedisIsAway) {
  const Case item = NewCase();
  ASSERT_EQ(Do(item, "claim").status, 200);
  redis_ = std::make_unique<store::Redis>(
      store::RedisOptions{.socket = dir_ + "/no.sock", .user = {}, .password = {}, .name = {}});
  ASSERT_EQ(Do(item, "reply", {{"text", "See you at two"}}).status, 200);
  const auto rows = desk_->outbound.OfCase(item.id);
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().state, "queued");
  EXPECT_EQ(rows->front().kind, OutboundClass::kReply);
}

TEST_F(CasesTest, RefusesASensitiveWordAndSaysWhich) {
  const Case item = NewCase();
  ASSERT_EQ(Do(item, "claim").status, 200);
  const http::Response response = Do(item, "reply", {{"text", "The POLICE are on their way"}});
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(BodyOf(response).at("error").at("code"), "sensitive_word");
  EXPECT_EQ(BodyOf(response).at("error").at("word"), "police");
  EXPECT_TRUE(Sent(item).empty());
  EXPECT_EQ(Show(item).at("conversation").size(), 2U);
}

TEST_F(CasesTest, RefusesTextsThatAreNoMessage) {
  const Case item = NewCase();
  ASSERT_EQ(Do(item, "claim").status, 200);
  for (const auto& row : ConsoleData("reply_texts.json")) {
    json text = row.at("text");
    if (row.contains("times")) {
      std::string repeated;
      for (int i = 0; i < row.at("times").get<int>(); ++i)
        repeated += text.get<std::string>();
      text = repeated;
    }
    EXPECT_EQ(Do(item, "reply", {{"text", text}}).status, row.at("status")) << row;
  }
}

TEST_F(CasesTest, WritesBackOnlyWhereThePersonMayBeWrittenTo) {
  for (const auto& row : ConsoleData("reply_rules.json")) {
    Tip tip = SmsTip(kWords);
    tip.medium = *MediumFromName(row.at("medium").get<std::string>());
    tip.may_text = row.at("may_text");
    tip.consent = ConsentFromName(row.at("consent").get<std::string>());
    if (!row.at("number")) tip.number = {};
    if (row.contains("channel")) tip.channel = row.at("channel");
    const Case item = TakeIn(tip, AssessmentOf(Priority::kP2));
    if (row.at("claimed")) {
      ASSERT_EQ(Do(item, "claim").status, 200);
    }
    const json reply = Show(item).at("allowed").at("reply");
    EXPECT_EQ(reply.at("why"), row.at("why")) << row;
    const http::Response response = Do(item, "reply", {{"text", "See you at two"}});
    EXPECT_EQ(response.status, row.at("why") == "" ? 200 : 403) << row << response.body;
    EXPECT_EQ(Sent(item).size(), row.at("why") == "" ? 1U : 0U) << row;
    ASSERT_TRUE(redis_->Run({"FLUSHALL"}));
  }
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
