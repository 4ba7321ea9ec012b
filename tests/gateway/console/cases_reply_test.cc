// Writing back to the person of a case, and their number: who may, what is refused, what goes out.
#include "gateway/console/allowed.h"
#include "gateway/store/records/opt_outs.h"
#include "gateway/store/records/own_cases.h"
#include "tests/gateway/console/cases_world.h"

namespace tipline::console {
namespace {

using nlohmann::json;

class CasesReplyTest : public CasesWorld {};

TEST_F(CasesReplyTest, AReplyGoesSealedIntoTheOutboundStream) {
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

TEST_F(CasesReplyTest, TheNumberIsForWhoHasACaseThatAsksForACallAndIsRecorded) {
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

TEST_F(CasesReplyTest, AfterNoContactInAnotherCaseTheNumberIsGone) {
  Tip tip = SmsTip(kWords);
  tip.wants_callback = true;
  const Case item = TakeIn(tip, AssessmentOf(Priority::kP2));
  Tip same = SmsTip("another thread");
  same.number = tip.number;
  same.pseudonym = tip.pseudonym;
  const Case other = TakeIn(same, AssessmentOf(Priority::kP2));
  ASSERT_EQ(Do(item, "claim").status, 200);
  EXPECT_TRUE(Show(item).at("allowed").at("number"));
  store::OwnCases own(*database_, keys_);
  ASSERT_TRUE(own.Withdraw({other.id, "wish1", "person", clock_.Now()}, true, "note"));
  EXPECT_FALSE(Show(item).at("allowed").at("number"));
  EXPECT_EQ(Do(item, "number").status, 403);
}

TEST_F(CasesReplyTest, AfterStopTheNumberOfAnUrgentCaseShowsWithAWarning) {
  for (const Priority priority : {Priority::kP2, Priority::kP0}) {
    Tip tip = SmsTip(kWords);
    tip.wants_callback = true;
    const Case item = TakeIn(tip, AssessmentOf(priority));
    ASSERT_EQ(Do(item, "claim").status, 200);
    store::OptOuts outs(*database_);
    ASSERT_TRUE(outs.Tell(item.pseudonym, OptChange::kOptOut,
                          {"sms", "22395", clock_.Now() + std::chrono::hours(1), "person"}));
    const bool urgent = priority == Priority::kP0;
    const json allowed = Show(item).at("allowed");
    EXPECT_EQ(allowed.at("number"), urgent);
    EXPECT_EQ(allowed.at("call") != nullptr && allowed.at("call").at("said_stop"), urgent);
    EXPECT_EQ(Do(item, "number").status, urgent ? 200 : 403);
  }
}

TEST_F(CasesReplyTest, OutsideTheHoursThatThePersonGaveTheNumberIsHeldUnlessItIsUrgent) {
  for (const Priority priority : {Priority::kP2, Priority::kP1}) {
    Tip tip = SmsTip(kWords);  // 11 o'clock where the number is
    tip.wants_callback = true;
    tip.answers = {{"call_time", "evening"}, {"call_other", "hang_up"}};
    const Case item = TakeIn(tip, AssessmentOf(priority));
    EXPECT_EQ(Show(item).at("allowed").at("call"), nullptr) << "nobody has it yet";
    ASSERT_EQ(Do(item, "claim").status, 200);
    const bool urgent = priority == Priority::kP1;
    const json allowed = Show(item).at("allowed");
    EXPECT_EQ(allowed.at("number"), urgent);
    EXPECT_EQ(allowed.at("call"), (json{{"time", "evening"},
                                        {"other", "hang_up"},
                                        {"hours", "17:00-21:00"},
                                        {"zone", "Africa/Nairobi"},
                                        {"good_time", false},
                                        {"said_stop", false}}));
    EXPECT_EQ(Do(item, "number").status, urgent ? 200 : 403);
    const TimePoint before = clock_.now;
    clock_.now += std::chrono::hours(7);
    amina_ = SignInAs("amina");
    EXPECT_TRUE(Show(item).at("allowed").at("number"));
    EXPECT_EQ(Do(item, "number").status, 200);
    clock_.now = before;
    amina_ = SignInAs("amina");
  }
}

TEST_F(CasesReplyTest, WhatStaffMustKnowOfATipIsOnThePageAndNoWordsThatLieAmongIt) {
  Tip tip = SmsTip(kWords);
  tip.answers = {{"missed_calls", "4"}, {"call_back", "no"}, {"danger_place", "his own words"}};
  const json tips = Show(TakeIn(tip, AssessmentOf(Priority::kP2))).at("tips");
  EXPECT_EQ(tips.at(0).at("answers"), (json::array({{{"name", "missed_calls"}, {"value", "4"}},
                                                    {{"name", "call_back"}, {"value", "no"}}})));
}

TEST_F(CasesReplyTest, AReplyIsNotLostWhenRedisIsAway) {
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

TEST_F(CasesReplyTest, RefusesASensitiveWordAndSaysWhich) {
  const Case item = NewCase();
  ASSERT_EQ(Do(item, "claim").status, 200);
  const http::Response response = Do(item, "reply", {{"text", "The POLICE are on their way"}});
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(BodyOf(response).at("error").at("code"), "sensitive_word");
  EXPECT_EQ(BodyOf(response).at("error").at("word"), "police");
  EXPECT_TRUE(Sent(item).empty());
  EXPECT_EQ(Show(item).at("conversation").size(), 2U);
}

TEST_F(CasesReplyTest, RefusesTextsThatAreNoMessage) {
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

TEST_F(CasesReplyTest, WritesBackOnlyWhereThePersonMayBeWrittenTo) {
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

}  // namespace
}  // namespace tipline::console
