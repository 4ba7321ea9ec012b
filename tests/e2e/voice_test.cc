// Worker voice and sector packs through the running gateway and worker: a code from the command
// line to a phone, answers that are counted and leave no trace of who gave them, a grievance that
// goes first to the independent responder, and a boat whose name is a field of the case.
#include "gateway/store/records/voice.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/fake_provider.h"
#include "tests/system/metrics.h"
#include "tests/system/system.h"
#include "tests/system/wire.h"

namespace tipline::testing {
namespace {

using nlohmann::json;

class VoiceEndToEnd : public ::testing::Test {
 protected:
  void SetUp() override {
    const json channel = {{"provider", "generic"}, {"require_auth", false}};
    SystemOptions options;
    options.api_urls["generic"] = provider_.url() + "/send";
    options.config = {{"channels", {{"voices", channel}, {"ships", channel}}}};
    options.config["channels"]["voices"].update({{"flow", "voice"}, {"codes", {"*384*131#"}}});
    options.config["channels"]["ships"].update({{"flow", "sector"}, {"codes", {"*384*132#"}}});
    system_ = System::Start(options);
    ASSERT_NE(system_, nullptr);
    const auto added = system_->Tipline(
        {"--json", "sites", "add", "--name", "Example Farm, north", "--brand", "Example Farms",
         "--country", "GT", "--responder", "interpreters-1", "--contact", "+50255000099"});
    ASSERT_EQ(added.code, 0) << added.err;
    site_ = json::parse(added.out)[0]["code"];
    ASSERT_EQ(system_->Tipline({"data", "publish", "sites"}).code, 0);
    int tries = 0;
    ASSERT_TRUE(Eventually([&] {
      const std::string probe = std::to_string(100 + ++tries);  // each from a phone of its own
      return Walk("voices", "probe" + probe, "+254711009" + probe, {site_})
                 .find("Example Farm, north") != std::string::npos;
    }));
  }

  // The last screen of a session with these answers.
  std::string Walk(const std::string& channel, const std::string& session,
                   const std::string& number, const std::vector<std::string>& answers) {
    Wire wire(system_->gateway_port());
    std::string screen;
    bool first = true;
    const auto turn = [&](const std::string& input) {
      const json body = {{"session", session},
                         {"from", number},
                         {"service_code", channel == "voices" ? "*384*131#" : "*384*132#"},
                         {"input", input},
                         {"new", first}};
      screen = wire.Post("/hooks/" + channel + "/ussd", body.dump(), "application/json").body;
      first = false;
    };
    turn("");
    for (const std::string& answer : answers)
      turn(answer);
    return screen;
  }
  json Case(size_t n) {
    return json::parse(system_->Tipline({"--json", "case", "show", system_->Cases()[n]["id"]}).out,
                       nullptr, false);
  }

  FakeProvider provider_;
  std::unique_ptr<System> system_;
  std::string site_;
};

TEST_F(VoiceEndToEnd, AnswersAreCountedAndNobodyKnowsWhoGaveThem) {
  for (int i = 0; i < 12; ++i) {
    const std::string last =
        Walk("voices", "v" + std::to_string(i), "+2547110007" + std::to_string(10 + i),
             {site_, "1", i < 7 ? "1" : "2", "1", "1", "1", "1"});
    ASSERT_NE(last.find("Each month"), std::string::npos) << last;
  }
  // The first one once more.
  Walk("voices", "again", "+254711000710", {site_, "1", "2", "2", "2", "2", "2"});
  ASSERT_TRUE(AllTakenIn(*system_));
  auto database = store::Database::Open("sqlite:" + system_->home() + "/tipline.db");
  ASSERT_TRUE(database) << database.error().message;
  const auto counts = store::VoiceRecords(**database).Counts(site_, {"2000-01", "2999-12"});
  ASSERT_TRUE(counts);
  std::map<std::string, int64_t> all;
  for (const auto& one : *counts)
    all[one.question + " " + one.answer] += one.workers;
  EXPECT_EQ(all[" "], 12);
  EXPECT_EQ(all["pay yes"], 7);
  EXPECT_EQ(all["pay no"], 5);
  EXPECT_EQ(system_->CaseCount(), 0U);
  EXPECT_EQ(BacklogOf(*system_).dead, 0U);
  // This month is not over: nobody gets figures that grow by one worker.
  const std::string month =
      flows::voice::MonthOf(std::chrono::floor<Millis>(std::chrono::system_clock::now()));
  EXPECT_EQ(
      system_->Tipline({"voice", "report", "--site", site_, "--from", month, "--to", month}).code,
      2);
}

TEST_F(VoiceEndToEnd, AGrievanceGoesToTheIndependentResponderAndTheCompanyHearsOfItLater) {
  const std::string last =
      Walk("voices", "g1", "+254711000811", {site_, "3", "the scales are wrong", "1", "2"});
  ASSERT_NE(last.find("PIN"), std::string::npos) << last;
  ASSERT_TRUE(AllTakenIn(*system_));
  ASSERT_TRUE(Eventually([&] { return system_->CaseCount() == 1; }));
  const json shown = Case(0);
  ASSERT_TRUE(shown.is_object());
  ASSERT_EQ(shown["referrals"].size(), 1U) << shown;
  EXPECT_EQ(shown["referrals"][0]["responder"], "interpreters-1");
  const std::string id = system_->Cases()[0]["id"];
  EXPECT_EQ(system_->Tipline({"voice", "told", id}).code, 2) << "nobody has accepted it";
}

TEST_F(VoiceEndToEnd, ABoatIsAFieldOfTheCaseAndRaisesWhatItSays) {
  const std::string last = Walk("ships", "s1", "+254711000812",
                                {"1", "no pay since march", "2", "2", "1", "Example Star 7",
                                 "Panama", "Port Louis", "Mombasa", "2"});
  ASSERT_NE(last.find("PIN"), std::string::npos) << last;
  ASSERT_TRUE(AllTakenIn(*system_));
  const json shown = Case(0);
  ASSERT_TRUE(shown.is_object());
  const json answers = shown["tips"].back()["answers"];
  EXPECT_EQ(answers["vessel"], "Example Star 7");
  EXPECT_EQ(answers["flag"], "Panama");
  EXPECT_EQ(answers["next_port"], "Mombasa");
  EXPECT_EQ(answers["port_when"], "month");
  EXPECT_NE(shown.dump().find("works on a boat or ship"), std::string::npos);
}

}  // namespace
}  // namespace tipline::testing
