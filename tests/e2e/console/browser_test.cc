// From sign-in to a closed case in a real browser: seeds a store through the records, makes an
// account with `tipline user add`, starts the real tipline-console on a free port and lets run.mjs
// drive Chromium. Needs `npm ci` in this folder and a built page. Screenshots: in the folder that
// TIPLINE_SCREENSHOTS names, else in the test's temporary folder.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "flows/cases/lifecycle.h"
#include "gateway/base/crypto.h"
#include "gateway/base/ids.h"
#include "gateway/base/settings.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/records/cases.h"
#include "tests/support/process.h"
#include "tests/support/redis_server.h"
#include "tests/support/temp_dir.h"

namespace tipline::testing {
namespace {

using nlohmann::json;
using std::chrono::minutes;
using std::chrono::seconds;

std::string ReadText(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

json SourceJson(const std::string& path) {
  return json::parse(ReadText(std::string(TIPLINE_SOURCE_DIR) + "/" + path));
}

class ConsoleInTheBrowser : public ::testing::Test {
 protected:
  void SetUp() override {
    redis_ = RedisServer::Start({.settings = {}, .acl = true});
    dir_.Write("secrets.json", RedisServer::AclSecrets(), 0600);
    json config = SourceJson("config/sandbox.json");
    config["home"] = dir_.path();
    config["redis"]["socket"] = redis_->socket();
    config["sql"] = "sqlite:" + (dir_ / "tipline.db");
    config["console"]["port"] = port_;
    config["secrets_file"] = std::string(TIPLINE_SOURCE_DIR) + "/config/sandbox.secrets.json";
    config["flows_dir"] = std::string(TIPLINE_SOURCE_DIR) + "/config/flows";
    config["triage_dir"] = std::string(TIPLINE_SOURCE_DIR) + "/config/triage";
    config["dialects_dir"] = std::string(TIPLINE_SOURCE_DIR) + "/config/dialects";
    config_ = dir_.Write("test.json", config.dump());
    const Finished keys = RunTipline({"keys", "generate"});
    ASSERT_EQ(keys.code, 0) << keys.err;
  }

  Finished RunTipline(std::vector<std::string> arguments) {
    std::vector<std::string> argv = {Binary("tipline"), "--config", config_, "--json"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return RunProgram(argv);
  }
  static std::string Binary(const std::string& name) {
    return std::string(TIPLINE_BIN_DIR) + "/" + name;
  }

  // Takes the cases of tests/data/console/browser_cases.json in, as the worker does.
  void Seed() {
    ASSERT_TRUE(InitCrypto());
    const auto settings = LoadSettings(config_);
    ASSERT_TRUE(settings) << settings.error().message;
    const auto keys = LoadKeys(settings->KeysDir(), Role::kWorker);
    ASSERT_TRUE(keys) << keys.error().message;
    const auto database = store::Database::Open(settings->sql);
    ASSERT_TRUE(database) << database.error().message;
    store::CaseRecords cases(**database, *keys);
    const TimePoint now = SystemClock().Now();
    std::vector<store::Intake> batch;
    for (const json& row : SourceJson("tests/data/console/browser_cases.json"))
      batch.push_back(IntakeOf(row, *keys, now));
    const auto taken = cases.TakeIn(batch, now);
    ASSERT_TRUE(taken) << taken.error().message;
    ASSERT_EQ(taken->size(), batch.size());
  }

  static store::Intake IntakeOf(const json& row, const KeyRing& keys, TimePoint now) {
    store::Intake intake;
    Tip& tip = intake.tip;
    tip.id = NewUlid(now);
    tip.conversation = tip.id;
    tip.flow = "main";
    tip.channel = "generic";
    tip.medium = *MediumFromName(row.at("medium").get<std::string>());
    tip.received_at = now - minutes(row.at("minutes_ago").get<int>());
    tip.language = row.at("language");
    tip.about = row.at("about");
    tip.consent = ConsentFromName(row.at("consent").get<std::string>());
    tip.child = row.at("child");
    tip.number = Secret<std::string>(row.at("number").get<std::string>());
    tip.pseudonym = Pseudonym(keys, tip.number.Reveal());
    TimePoint at = tip.received_at;
    for (const json& said : row.at("said")) {
      tip.said.push_back({at, "step", Secret<std::string>(said.at("words").get<std::string>()),
                          said.at("meaning")});
      at += seconds(40);
    }
    tip.text = tip.said.back().words;
    Assessment& assessment = intake.assessment;
    assessment.priority = *PriorityFromName(row.at("priority").get<std::string>());
    assessment.indicators = row.at("indicators").get<std::vector<std::string>>();
    assessment.child = tip.child;
    assessment.language = tip.language;
    assessment.place = row.at("place");
    for (const json& reason : row.at("reasons"))
      assessment.reasons.push_back({reason.at("rule"), reason.at("evidence"), reason.at("points")});
    intake.due_at = flows::DueAt(assessment.priority, tip.received_at);
    intake.box = SealToCase(keys, EncodeTip(tip));
    return intake;
  }

  void StartConsole() {
    console_ =
        Process::Start({.argv = {Binary("tipline-console"), "--config", config_, "--web",
                                 std::string(TIPLINE_SOURCE_DIR) + "/gateway/console/web/dist"},
                        .env = {},
                        .output = dir_ / "console.log",
                        .cwd = {}});
    const std::string url = "http://127.0.0.1:" + std::to_string(port_) + "/readyz";
    const bool ready = Eventually([&] {
      return !console_->running() || RunProgram({"curl", "-fs", url}).code == 0;
    });
    ASSERT_TRUE(ready && console_->running()) << ReadText(dir_ / "console.log");
  }

  std::string Screenshots() {
    const char* named = std::getenv("TIPLINE_SCREENSHOTS");
    const std::string folder = named != nullptr ? named : dir_ / "screenshots";
    std::filesystem::create_directories(folder);
    return folder;
  }

  TempDir dir_;
  const int port_ = FreePort();
  std::unique_ptr<RedisServer> redis_;
  std::unique_ptr<Process> console_;
  std::string config_;
};

TEST_F(ConsoleInTheBrowser, LeadsFromSignInToAClosedCase) {
  Seed();
  const Finished added = RunTipline({"user", "add", "amina", "--role", "agent"});
  ASSERT_EQ(added.code, 0) << added.err;
  const json account = json::parse(added.out, nullptr, false);
  ASSERT_TRUE(account.is_object());
  StartConsole();

  const json task = {{"url", "http://127.0.0.1:" + std::to_string(port_)},
                     {"name", account.at("name")},
                     {"password", account.at("password")},
                     {"totp_secret", account.at("totp_secret")},
                     {"screenshots", Screenshots()}};
  const Finished run =
      RunProgram({"node", std::string(TIPLINE_SOURCE_DIR) + "/tests/e2e/console/run.mjs"},
                 task.dump(), {}, minutes(5));
  EXPECT_EQ(run.code, 0) << run.out << run.err << ReadText(dir_ / "console.log");

  const json cases = json::parse(RunTipline({"case", "list", "--all"}).out, nullptr, false);
  ASSERT_TRUE(cases.is_array());
  int closed = 0;
  for (const json& item : cases)
    closed += item.at("status") == "closed" ? 1 : 0;
  EXPECT_EQ(closed, 1) << cases.dump();
  EXPECT_EQ(console_->Stop(), 0) << "drains and ends on SIGTERM";
}

}  // namespace
}  // namespace tipline::testing
