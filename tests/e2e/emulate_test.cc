// The emulated operator against the running gateway and worker, by the command line alone: what an
// integrator would do with it.
#include <csignal>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/system/metrics.h"
#include "tests/system/system.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

constexpr const char* kTip = "two girls cannot leave the mill";
constexpr const char* kPhone = "+254711000077";
constexpr const char* kTipline = TIPLINE_BIN_DIR "/tipline";

// `tipline emulate operator --json`, with the events that it prints.
class EmulatedOperator {
 public:
  EmulatedOperator(const System& system, const std::vector<std::string>& more)
      : out_(dir_ / "events") {
    ProcessOptions options;
    options.argv = {kTipline,  "--config", system.config(), "--json",
                    "emulate", "operator", "--url",         Url(system)};
    options.argv.insert(options.argv.end(), more.begin(), more.end());
    options.output = out_;
    process_ = Process::Start(options);
  }
  static std::string Url(const System& system) {
    return "http://127.0.0.1:" + std::to_string(system.gateway_port());
  }
  std::vector<json> Events(const std::string& kind) const {
    std::ifstream file(out_);
    std::vector<json> events;
    for (std::string line; std::getline(file, line);) {
      json event = json::parse(line, nullptr, false);
      if (event.is_object() && event.value("event", "") == kind) events.push_back(std::move(event));
    }
    return events;
  }
  bool Saw(const std::string& kind, size_t count) const {
    return Eventually([&] { return Events(kind).size() >= count; });
  }
  int CtrlC() const {
    process_->Signal(SIGINT);
    return process_->Wait(std::chrono::seconds(10));
  }
  std::string Output() const {
    std::ostringstream text;
    text << std::ifstream(out_).rdbuf();
    return text.str();
  }

 private:
  TempDir dir_;
  const std::string out_;
  std::unique_ptr<Process> process_;
};

class Emulate : public ::testing::Test {
 protected:
  void SetUp() override {
    port_ = FreePort();
    SystemOptions options;
    options.api_urls["africastalking"] = "http://127.0.0.1:" + std::to_string(port_);
    system_ = System::Start(options);
    ASSERT_NE(system_, nullptr);
  }
  Finished Run(std::vector<std::string> words, const std::string& input = "") const {
    std::vector<std::string> argv = {kTipline, "--config", system_->config(), "emulate"};
    argv.insert(argv.end(), words.begin(), words.end());
    argv.insert(argv.end(), {"--url", EmulatedOperator::Url(*system_)});
    return RunProgram(argv, input);
  }
  json RunJson(std::vector<std::string> words, int code = 0) const {
    words.emplace_back("--json");
    const Finished done = Run(std::move(words));
    EXPECT_EQ(done.code, code) << done.out << done.err;
    return json::parse(done.out, nullptr, false);
  }

  int port_ = 0;
  std::unique_ptr<System> system_;
};

// Vodacom numbers no turns: the same digit once more could be an answer there, so nothing is
// repeated.
TEST_F(Emulate, AWalkThroughABadNetworkIsOneCase) {
  const std::vector<std::string> worst = {"--repeat", "1", "--reorder", "--delay", "20"};
  struct Walk {
    const char* channel;
    const char* phone;
    std::vector<std::string> faults;
  };
  for (const Walk& one : {Walk{"africastalking", "+254711000071", worst},
                          {"generic", "+254711000072", worst},
                          {"hubtel", "+254711000073", worst},
                          {"vodacom", "+254711000074", {}}}) {
    std::vector<std::string> words = {
        "ussd",   one.channel, "--from",  one.phone,
        "--seed", "7",         "--input", std::string("1,1,3,") + kTip + ",Kisumu,1,1"};
    words.insert(words.end(), one.faults.begin(), one.faults.end());
    const json walk = RunJson(words);
    ASSERT_TRUE(walk.is_object());
    ASSERT_EQ(walk.at("turns").size(), 8U) << walk.dump();
    for (const json& turn : walk.at("turns")) {
      EXPECT_FALSE(turn.contains("trouble")) << turn.dump();
      EXPECT_TRUE(turn.at("copies_agree").get<bool>()) << one.channel << ": " << turn.dump();
      EXPECT_LE(turn.at("length").get<int>(), turn.at("room").get<int>());
      EXPECT_EQ(turn.at("webhooks"), one.faults.empty() ? 1 : 2);
    }
    EXPECT_TRUE(walk.at("turns").back().at("ends").get<bool>());
    EXPECT_FALSE(walk.at("open").get<bool>());
  }
  EXPECT_TRUE(Eventually([&] { return system_->CaseCount() == 4; })) << system_->CaseCount();
}

TEST_F(Emulate, ThePhoneInTheTerminalDialsAnswersAndHangsUp) {
  const Finished done = Run({"ussd", "africastalking"}, "help\n1\nhang up\n1\nredial\nquit\n");
  EXPECT_EQ(done.code, 0) << done.err;
  for (const char* shown :
       {"dialling *384*123#", "┌────────────────────┐", "│1 English           │",
        "redial      dial the code again", " of 160 gsm7", "no session is open; redial, or quit"})
    EXPECT_NE(done.out.find(shown), std::string::npos) << shown << " is missing in\n" << done.out;
  EXPECT_EQ(Webhooks(*system_, "africastalking", "rejected"), 0U);
}

TEST_F(Emulate, AnSmsThatComesThreeTimesIsAnsweredTheSameAndCountsOnce) {
  for (const auto& [channel, phone] : {std::pair{"twilio", "+254711000075"},
                                       {"kannel", "+254711000076"},
                                       {"generic", "+254711000077"}}) {
    const json sent = RunJson({"sms", channel, "--from", phone, "--text", kTip, "--repeat", "2"});
    ASSERT_TRUE(sent.is_object());
    EXPECT_TRUE(sent.at("taken").get<bool>()) << sent.dump();
    const json& webhook = sent.at("webhooks").at(0);
    ASSERT_EQ(webhook.at("trips").size(), 3U);
    for (const json& trip : webhook.at("trips"))
      EXPECT_EQ(trip.at("reply"), webhook.at("reply")) << trip.dump();
    EXPECT_GT(webhook.at("reply").get<std::string>().size(), 10U);
  }
  // Signed by their own functions, in their own words; all of them leave a case.
  for (const char* channel : {"vonage", "telnyx", "plivo", "messagebird", "sinch", "infobip"}) {
    const json sent = RunJson({"sms", channel, "--text", kTip, "--repeat", "1"});
    EXPECT_TRUE(sent.is_object() && sent.value("taken", false)) << sent.dump();
  }
  EXPECT_TRUE(Eventually([&] { return system_->CaseCount() >= 3; }));
}

TEST_F(Emulate, AWebhookThatIsNotTakenIsTheExitCode) {
  const Finished refused =
      RunProgram({kTipline, "--config", system_->config(), "emulate", "sms", "kannel", "--text",
                  "x", "--url", EmulatedOperator::Url(*system_)},
                 "", {{"TIPLINE_SECRET_KANNEL_PATH_TOKEN", "another"}});
  EXPECT_EQ(refused.code, 1) << refused.err;
  EXPECT_NE(refused.out.find("HTTP 403, not taken"), std::string::npos) << refused.out;
  const Finished elsewhere = RunProgram({kTipline, "--config", system_->config(), "emulate", "sms",
                                         "kannel", "--text", "x", "--url", "http://192.0.2.1"});
  EXPECT_EQ(elsewhere.code, 2);
  EXPECT_NE(elsewhere.err.find("never speaks to another machine"), std::string::npos);
  const Finished nobody =
      RunProgram({kTipline, "--config", system_->config(), "emulate", "sms", "kannel", "--text",
                  "x", "--url", "http://127.0.0.1:" + std::to_string(FreePort())});
  EXPECT_EQ(nobody.code, 3);
}

TEST_F(Emulate, TheOperatorRefusesOnceTakesThenAndReportsDelivery) {
  TempDir dir;
  const std::string script =
      dir.Write("script.json", R"({"rules": [{"times": 1, "answer": "http_503"},
                                   {"reports": [{"state": "sent", "after_ms": 10},
                                                {"state": "delivered", "after_ms": 20, "times": 2}]}]})");
  const EmulatedOperator provider(
      *system_, {"africastalking", "--port", std::to_string(port_), "--script", script});
  ASSERT_TRUE(provider.Saw("ready", 1)) << provider.Output();
  EXPECT_EQ(provider.Events("ready")[0].at("variable"), "TIPLINE_API_URL_AFRICASTALKING");
  RunJson({"sms", "africastalking", "--from", kPhone, "--text", "habari"});
  ASSERT_TRUE(provider.Saw("report", 3)) << provider.Output() << system_->Log("worker");
  const std::vector<json> sms = provider.Events("sms");
  ASSERT_EQ(sms.size(), 2U) << provider.Output();
  EXPECT_EQ(sms[0].at("answer"), "http_503");
  EXPECT_EQ(sms[1].at("answer"), "accepted");
  for (const json& one : sms) {
    EXPECT_EQ(one.at("to"), kPhone);
    EXPECT_EQ(one.at("from"), "22395");
    EXPECT_GT(one.at("text").get<std::string>().size(), 10U);
  }
  for (const json& report : provider.Events("report"))
    EXPECT_TRUE(report.at("taken").get<bool>()) << report.dump();
  EXPECT_EQ(provider.CtrlC(), 0) << "Ctrl-C is the ordinary end";
}

TEST_F(Emulate, TheListNamesWhatThereIs) {
  const Finished done =
      RunProgram({kTipline, "--config", system_->config(), "emulate", "list", "--json"});
  ASSERT_EQ(done.code, 0) << done.err;
  const json list = json::parse(done.out);
  size_t found = 0;
  for (const json& one : list) {
    if (one.at("provider") != "africastalking") continue;
    ++found;
    EXPECT_TRUE(one.at("ussd").get<bool>());
    EXPECT_EQ(one.at("failures").at("blacklisted").at("class"), "opt_out");
  }
  EXPECT_EQ(found, 1U);
}

}  // namespace
}  // namespace tipline::testing
