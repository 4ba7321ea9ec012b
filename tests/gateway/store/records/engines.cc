#include "tests/gateway/store/records/engines.h"

#include <cstdlib>
#include <filesystem>

#include "tests/support/postgres_server.h"

namespace tipline::store {

void EnginesTest::SetUp() {
  std::string dir = std::filesystem::temp_directory_path().string() + "/tipline-records-XXXXXX";
  ASSERT_NE(::mkdtemp(dir.data()), nullptr);
  dir_ = dir;
  ASSERT_TRUE(InitCrypto().has_value());
  ASSERT_TRUE(GenerateKeys(dir_ + "/keys").has_value());
  Result<KeyRing> keys = LoadKeys(dir_ + "/keys", Role::kWorker);
  ASSERT_TRUE(keys.has_value()) << keys.error().message;
  keys_ = *std::move(keys);
  url_ = sqlite() ? "sqlite:" + file() : testing::PostgresServer::Shared().NewDatabase();
  db_ = OpenAgain();
  ASSERT_NE(db_, nullptr);
}

void EnginesTest::TearDown() {
  db_.reset();
  std::filesystem::remove_all(dir_);
}

std::unique_ptr<Database> EnginesTest::OpenAgain() {
  Result<std::unique_ptr<Database>> opened = Database::Open(url_);
  EXPECT_TRUE(opened.has_value()) << opened.error().message;
  return opened ? *std::move(opened) : nullptr;
}

Intake EnginesTest::MakeIntake(const std::string& id, const std::string& conversation) const {
  Intake intake;
  Tip& tip = intake.tip;
  tip.id = id;
  tip.conversation = conversation;
  tip.flow = "main";
  tip.channel = "generic";
  tip.received_at = now_;
  tip.language = "sw";
  tip.about = "me";
  tip.consent = Consent::kConfidential;
  tip.number = Secret<std::string>("+254711000001");
  tip.pseudonym = Pseudonym(keys_, "+254711000001");
  tip.text = Secret<std::string>("CANARYWORDS behind the harbour");
  tip.place = Secret<std::string>("CANARYPLACE");
  intake.box = SealToCase(keys_, EncodeTip(tip));
  intake.assessment.priority = Priority::kP1;
  intake.assessment.indicators = {"ILO03", "ILO07"};
  intake.assessment.place = "CANARYPLACE";
  intake.assessment.reasons = {{"passport-kept", "CANARYEVIDENCE", 4}};
  intake.due_at = now_ + std::chrono::minutes(15);
  return intake;
}

Directory EnginesTest::MakeDirectory(int organisations) const {
  Directory directory;
  for (int n = 1; n <= organisations; ++n) {
    const std::string digit = std::to_string(n);
    Organisation o;
    o.id = "org" + digit;
    o.name = "Organisation " + digit;
    o.services = {"legal"};
    o.areas = {"Kisumu"};
    o.agreement_until = "2030-01-01";
    directory.organisations.push_back(o);
    Responder r;
    r.id = "r" + digit;
    r.organisation_id = o.id;
    r.name = "CANARYNAME " + digit;
    r.number = Secret<std::string>("+25470000000" + digit);
    r.pseudonym = Pseudonym(keys_, r.number.Reveal());
    r.channel = "generic";
    r.language = "en";
    r.order = n;
    r.hours.weekdays = {1, 2, 3};
    r.hours.utc_offset_minutes = 180;
    directory.responders.push_back(r);
  }
  return directory;
}

std::string EnginesTest::Cell(const std::string& what) {
  const auto text = db().Read([&](soci::session& sql) -> Result<std::string> {
    std::string out;
    sql << "SELECT " + what, soci::into(out);
    return out;
  });
  return text ? *text : "?";
}

void EnginesTest::Import(int organisations) {
  DirectoryRecords records(db(), keys());
  const auto done = records.Import(MakeDirectory(organisations), "tester", now_);
  ASSERT_TRUE(done.has_value()) << done.error().message;
}

}  // namespace tipline::store
