#include "tests/workers/jobs/worker_world.h"

#include <chrono>

#include <nlohmann/json.hpp>

#include "gateway/store/live/gate.h"
#include "tests/support/postgres_server.h"
#include "workers/loop/sender.h"

namespace tipline::workers {
namespace {

// Idle: the streams, the sender and the timers were all looked at again and had nothing.
constexpr int kQuietSteps = 3;
constexpr Millis kLooks = kTimerLook + kSendLook;

}  // namespace

TimePoint TestClock::Now() const {
  return std::chrono::floor<Millis>(std::chrono::system_clock::now()) + offset_ + set_;
}

void WorkerTest::SetUp() {
  redis_server_ = testing::RedisServer::Start();
  redis_ = std::make_unique<store::Redis>(redis_server_->options());
  const Status checked = store::CheckServer(*redis_);
  ASSERT_TRUE(checked.has_value()) << checked.error().message;
  ASSERT_TRUE(GenerateKeys(dir_ / "keys").has_value());
  auto keys = LoadKeys(dir_ / "keys", Role::kWorker);
  ASSERT_TRUE(keys.has_value()) << keys.error().message;
  keys_ = *std::move(keys);
  url_ = sqlite() ? "sqlite:" + (dir_ / "tipline.db")
                  : testing::PostgresServer::Shared().NewDatabase();
  settings_.partitions = 4;
  settings_.sandbox = true;
  settings_.triage_dir = std::string(TIPLINE_SOURCE_DIR) + "/config/triage";
  settings_.flows_dir = std::string(TIPLINE_SOURCE_DIR) + "/config/flows";
  ChannelSettings channel;
  channel.id = "generic";
  channel.provider = "generic";
  channel.sender = "22395";
  channel.api_url = provider_.url() + "/send";
  settings_.channels["generic"] = channel;
  channel.id = "mute";
  channel.api_url.clear();
  settings_.channels["mute"] = channel;
  StartAfresh();
  Directory directory;
  for (int n = 1; n <= 2; ++n) {
    Organisation o;
    o.id = "org" + std::to_string(n);
    o.name = "Partner " + std::to_string(n);
    o.services = {"legal", "counselling", "emergency shelter", "safe transport",
                  "child protection"};
    o.serves_children = true;
    o.agreement_until = "2099-01-01";
    directory.organisations.push_back(o);
    Responder r;
    r.id = "r" + std::to_string(n);
    r.organisation_id = o.id;
    r.number = Secret(NumberOf(n));
    r.pseudonym = Pseudonym(keys_, NumberOf(n));
    r.channel = "generic";
    r.language = "en";
    r.order = n;
    r.on_call_always = true;
    directory.responders.push_back(r);
  }
  ASSERT_TRUE(services_->directory_records.Import(directory, "tester", clock_.Now()).has_value());
}

void WorkerTest::StartAfresh() {
  lane_.reset();
  services_.reset();
  database_.reset();
  auto database = store::Database::Open(url_);
  ASSERT_TRUE(database.has_value()) << database.error().message;
  database_ = *std::move(database);
  auto lexicon = ReadLexicon(settings_.triage_dir);
  ASSERT_TRUE(lexicon.has_value()) << lexicon.error().message;
  services_ = std::make_unique<Services>(settings_, keys_, clock_, *database_, *std::move(lexicon),
                                         &clock_.pace());
  // The leases of the one that died would run out by themselves; the test does not wait for that.
  for (int p = 0; p < settings_.partitions; ++p) {
    const auto freed = redis_->Run({"DEL", "tl:" + store::TagOf(p) + ":lease"});
    ASSERT_TRUE(freed.has_value());
  }
  ASSERT_TRUE(redis_->Run({"DEL", "tl:consumers"}).has_value());
  lane_ = std::make_unique<Lane>(*services_, redis_server_->options(), "test-0");
  ASSERT_TRUE(lane_->Prepare().has_value());
}

void WorkerTest::RunUntilIdle() {
  int quiet = 0;
  auto quiet_since = std::chrono::steady_clock::now();
  const bool idle = testing::Eventually(
      [&] {
        if (lane_->Step(Millis(5)) > 0) {
          quiet = 0;
          quiet_since = std::chrono::steady_clock::now();
        } else {
          ++quiet;
        }
        return quiet >= kQuietSteps && std::chrono::steady_clock::now() - quiet_since >= kLooks;
      },
      std::chrono::seconds(60));
  ASSERT_TRUE(idle);
}

bool WorkerTest::StepUntil(const std::function<bool()>& ready) {
  return testing::Eventually(
      [&] {
        if (ready()) return true;
        lane_->Step(Millis(5));
        return ready();
      },
      std::chrono::seconds(60));  // under sanitizers, beside others
}

Tip WorkerTest::MakeTip(const std::string& id, const std::string& text, bool danger) const {
  Tip tip;
  tip.id = id;
  tip.conversation = "talk-" + id;
  tip.flow = "main";
  tip.channel = "generic";
  tip.service_code = "22395";
  tip.received_at = clock_.Now();
  tip.language = "en";
  tip.about = "me";
  tip.consent = Consent::kConfidential;
  tip.danger_now = danger;
  tip.number = Secret<std::string>("+254711000001");
  tip.pseudonym = Pseudonym(keys_, "+254711000001");
  tip.text = Secret(text);
  return tip;
}

void WorkerTest::SendRaw(const store::StreamEntry& entry, const std::string& pseudonym) {
  const auto sent = redis_->Run(
      store::AppendCommand(store::TagOf(PartitionOf(pseudonym, settings_.partitions)), entry));
  ASSERT_TRUE(sent.has_value()) << sent.error().message;
}

void WorkerTest::Send(const Tip& tip) {
  SendRaw({"tips", tip.id, "tip", SealToCase(keys_, EncodeTip(tip)), tip.channel}, tip.pseudonym);
}

void WorkerTest::Says(int responder, const std::string& text, const std::string& id) {
  Inbound inbound;
  inbound.kind = InboundKind::kSms;
  inbound.channel = "generic";
  inbound.from = Secret(NumberOf(responder));
  inbound.to = "22395";
  inbound.text = Secret(text);
  SendRaw({"tips", id, "responder_sms", SealToCase(keys_, EncodeInbound(inbound)), "generic"},
          Pseudonym(keys_, NumberOf(responder)));
}

void WorkerTest::Report(const std::string& reference, DeliveryState state, const std::string& id,
                        const std::string& provider_id) {
  Inbound inbound;
  inbound.kind = InboundKind::kStatus;
  inbound.channel = "generic";
  inbound.reference = reference;
  inbound.provider_id = provider_id.empty() ? reference : provider_id;
  inbound.state = state;
  SendRaw({"tips", id, "status", SealToCase(keys_, EncodeInbound(inbound)), "generic"},
          Pseudonym(keys_, "x"));
}

void WorkerTest::PostMessage(const std::string& id, OutboundClass kind, const std::string& channel,
                             const std::string& pseudonym) {
  Outbound message;
  message.id = id;
  message.kind = kind;
  message.channel = channel;
  message.to = Secret<std::string>("+254711000007");
  message.text = Secret<std::string>("CANARYWORDS");
  message.created_at = clock_.Now();
  SendRaw({"outbound", id, OutboundClassName(kind), SealToCase(keys_, EncodeOutbound(message)),
           channel},
          pseudonym);
}

store::OutboundRow WorkerTest::Row(const std::string& id) {
  const auto item = database_->Read([&](soci::session& sql) -> Result<std::string> {
    std::string case_id;
    sql << "SELECT case_id FROM outbound WHERE id = :id", soci::into(case_id), soci::use(id);
    return case_id;
  });
  const auto rows = services_->outbound.OfCase(item ? *item : "");
  for (size_t i = 0; rows && i < rows->size(); ++i)
    if ((*rows)[i].id == id) return (*rows)[i];
  return {};
}

std::string WorkerTest::StateOf(const std::string& id) {
  const store::OutboundRow row = Row(id);
  return row.id.empty() ? "" : row.state;
}

void WorkerTest::Say(const std::string& statement) {
  const Status said = database_->Write([&](soci::session& sql) -> Status {
    sql << statement;
    return Unit{};
  });
  ASSERT_TRUE(said.has_value()) << said.error().message;
}

void WorkerTest::Refuse(const std::string& table, const std::string& id) {
  const std::string when = " BEFORE INSERT ON " + table + " ";
  if (sqlite())
    return Say("CREATE TRIGGER refuse" + when + "WHEN NEW.id = '" + id +
               "' BEGIN SELECT RAISE(ABORT, 'no'); END");
  Say("CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN IF NEW.id = '" + id +
      "' THEN RAISE EXCEPTION 'no' USING ERRCODE = '22000'; END IF; RETURN NEW; END $$ LANGUAGE "
      "plpgsql");
  Say("CREATE TRIGGER refuse" + when + "FOR EACH ROW EXECUTE FUNCTION refuse()");
}

void WorkerTest::RefuseNothing(const std::string& table) {
  Say("DROP TRIGGER refuse" + (sqlite() ? "" : " ON " + table));
}

std::vector<store::CaseRow> WorkerTest::Cases() {
  auto rows = services_->cases.List({});
  EXPECT_TRUE(rows.has_value());
  return rows ? *rows : std::vector<store::CaseRow>();
}

std::vector<Referral> WorkerTest::ReferralsOf(const Case& item) {
  auto found = services_->cases.ReferralsOf(item.id);
  EXPECT_TRUE(found.has_value());
  return found ? *found : std::vector<Referral>();
}

std::vector<std::string> WorkerTest::TextsTo(const std::string& number) const {
  std::vector<std::string> texts;
  for (const testing::FakeRequest& request : provider_.requests()) {
    const auto json = nlohmann::json::parse(request.body, nullptr, false);
    if (json.is_object() && json.value("to", "") == number) texts.push_back(json.value("text", ""));
  }
  return texts;
}

}  // namespace tipline::workers
