// USSD as Africa's Talking and the generic dialect send it, through the running gateway and worker.
#include <barrier>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gateway/http/message.h"
#include "tests/system/metrics.h"
#include "tests/system/system.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

constexpr const char* kUssd = "/hooks/africastalking/ussd/sandbox-africastalking-path-token";
constexpr const char* kForm = "application/x-www-form-urlencoded";
constexpr const char* kWords = "they are kept at 5*6 road";
constexpr const char* kNumber = "254711000042";

class Ussd : public ::testing::Test {
 protected:
  void SetUp() override {
    system_ = System::Start();
    ASSERT_NE(system_, nullptr);
  }

  WireReply Dial(const std::string& session, const std::string& text,
                 const std::string& from = kNumber) const {
    Wire wire(system_->gateway_port());
    return wire.Post(kUssd, Body(session, text, from), kForm);
  }

  static std::string Body(const std::string& session, const std::string& text,
                          const std::string& from = kNumber) {
    return "sessionId=" + session + "&phoneNumber=%2B" + from +
           "&networkCode=63902&serviceCode=%2A384%2A123%23&text=" + http::UrlEncode(text);
  }

  std::unique_ptr<System> system_;
};

// Language, safe now, something I saw, what, where, when, consent.
std::vector<std::string> Walk() {
  return {"1", "1", "3", kWords, "Kisumu", "1", "1"};
}

TEST_F(Ussd, AWalkWithAStarInAnAnswerEndsInOneCaseWithPriorityAndReasons) {
  std::string text;
  EXPECT_EQ(Dial("W1", "").body.substr(0, 4), "CON ");
  WireReply last;
  for (const std::string& answer : Walk()) {
    text += (text.empty() ? "" : "*") + answer;
    last = Dial("W1", text);
    ASSERT_EQ(last.status, 200);
    ASSERT_LE(last.body.size(), 4U + 160U);
  }
  EXPECT_EQ(last.body.substr(0, 4), "END ") << "the last screen ends the session";
  ASSERT_TRUE(Eventually([&] { return system_->CaseCount() == 1; }));
  const std::string id = system_->Cases()[0].at("id");
  const auto ready = [&] {
    const auto shown =
        json::parse(system_->Tipline({"--json", "case", "show", id}).out, nullptr, false);
    return shown.value("tips", json::array()).size() >= 2;  // kept at once, then completed
  };
  EXPECT_TRUE(Eventually(ready));
  const auto shown = json::parse(system_->Tipline({"--json", "case", "show", id}).out);
  EXPECT_NE(shown.dump().find(kWords), std::string::npos)
      << "the words are whole, the star included";
  EXPECT_FALSE(shown.at("referrals").empty());
  EXPECT_EQ(shown.at("channel"), "africastalking");
}

TEST_F(Ussd, ARepeatedTurnGetsTheSameAnswerAndChangesNothing) {
  Dial("R1", "");
  const auto once = Dial("R1", "1");
  const auto again = Dial("R1", "1");
  EXPECT_EQ(once.body, again.body);
  const auto next = Dial("R1", "1*1");
  EXPECT_NE(next.body, once.body);
  EXPECT_EQ(Dial("R1", "1*1").body, next.body);
  EXPECT_EQ(Webhooks(*system_, "africastalking", "repeat"), 2U);
}

TEST_F(Ussd, ADroppedSessionIsTakenUpAtTheSameQuestionAfterANeutralScreen) {
  Dial("D1", "");
  Dial("D1", "1");
  Dial("D1", "1*1");
  const auto question = Dial("D1", "1*1*3");
  const auto resumed = Dial("D2", "");
  EXPECT_NE(resumed.body, question.body);
  EXPECT_EQ(resumed.body.find("see"), std::string::npos) << "nothing of before is shown";
  EXPECT_EQ(Dial("D2", "1").body, question.body);
}

TEST_F(Ussd, TheSameWebhookFiveTimesAtOnceIsOneTipAndFiveEqualAnswers) {
  struct Shot {
    std::string target, body, type;
  };
  const std::string before = "1*1*3";
  for (const char* text : {"", "1", "1*1", "1*1*3"})
    Dial("F1", text);
  Wire generic(system_->gateway_port());
  const auto turn = [&](const std::string& input, bool first) {
    return json{{"session", "g1"},
                {"from", "+254711000077"},
                {"service_code", "*384*123#"},
                {"input", input},
                {"new", first}}
        .dump();
  };
  generic.Post("/hooks/generic/ussd", turn("", true));
  for (const char* input : {"1", "1", "3"})
    generic.Post("/hooks/generic/ussd", turn(input, false));
  const std::vector<Shot> shots = {
      {kUssd, Body("F1", before + "*five at once"), kForm},
      {"/hooks/generic/ussd", turn("five at once", false), "application/json"},
      {"/hooks/generic/sms",
       R"({"id":"five","from":"+254711000055","to":"22395","text":"I saw five people locked in a shop"})",
       "application/json"},
      {"/hooks/kannel/sms/sandbox-kannel-path-token",
       "id=k5&from=%2B254711000056&to=22395&coding=0&charset=UTF-8&text=I+saw+five+people+locked+"
       "in+a+shop",
       kForm},
  };
  size_t cases = 0;
  for (const Shot& shot : shots) {
    SCOPED_TRACE(shot.target);
    std::vector<std::thread> threads;
    std::vector<WireReply> replies(5);
    std::barrier together(5);  // five open connections, then all at once
    for (size_t i = 0; i < 5; ++i)
      threads.emplace_back([&, i] {
        Wire wire(system_->gateway_port());
        wire.Get("/healthz");
        together.arrive_and_wait();
        replies[i] = wire.Post(shot.target, shot.body, shot.type);
      });
    for (auto& t : threads)
      t.join();
    std::set<std::string> bodies;
    for (const auto& r : replies) {
      EXPECT_EQ(r.status, 200);
      bodies.insert(r.body);
    }
    EXPECT_EQ(bodies.size(), 1U) << "five equal answers";
    // All of the five are through before anything is counted, or a late double would not be seen.
    ASSERT_TRUE(AllTakenIn(*system_));
    EXPECT_EQ(BacklogOf(*system_).dead, 0U);
    EXPECT_EQ(system_->CaseCount(), ++cases);
  }
  size_t tips = 0;
  for (const auto& c : system_->Cases())
    tips += c.at("tips").is_array() ? c.at("tips").size() : c.at("tips").get<size_t>();
  EXPECT_EQ(tips, shots.size()) << "one tip each";
}

TEST_F(Ussd, TheGatewayStaysFastAndTruthfulWhileRedisIsAway) {
  Dial("T1", "");
  system_->redis().Stop();
  const auto reply = Dial("T1", "1");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body.substr(0, 4), "END ");
  EXPECT_NE(reply.body.find("not received"), std::string::npos);
  EXPECT_EQ(Wire(system_->gateway_port()).Get("/readyz").status, 503);
  system_->redis().StartAgain();
  EXPECT_TRUE(Eventually([&] { return system_->GatewayReady(); }));
  for (int i = 0; i < 8; ++i)  // whichever worker takes the connection
    EXPECT_EQ(Dial("T1", "1").body.substr(0, 4), "CON ");
}

// Redis is there and says nothing: the worst of its ways to fail, and the one closed sockets do not
// show.
TEST_F(Ussd, ASilentRedisLosesNoSmsAndIsAnsweredBeforeTheDeadline) {
  system_->redis().Pause();
  const auto begun = std::chrono::steady_clock::now();
  const auto sms =
      Wire(system_->gateway_port())
          .Post("/hooks/generic/sms",
                R"({"id":"silent1","from":"+254711000043","to":"22395","text":"hello"})");
  const auto ussd = Dial("Q1", "");
  const auto took = std::chrono::steady_clock::now() - begun;
  system_->redis().Resume();
  EXPECT_EQ(sms.status, 200) << "kept in the spool and accepted";
  EXPECT_EQ(ussd.body.substr(0, 4), "END ");
  EXPECT_LT(took, std::chrono::seconds(4)) << "two channels' deadlines";
  EXPECT_TRUE(Eventually([&] { return SessionCount(*system_) == 1; })) << "the SMS is taken up";
}

}  // namespace
}  // namespace tipline::testing
