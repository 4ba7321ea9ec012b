#include "tests/workers/proof/scene.h"

#include <algorithm>

#include "flows/model/message.h"
#include "gateway/base/crypto.h"
#include "gateway/base/ids.h"
#include "gateway/base/keys.h"
#include "gateway/base/outbound_box.h"
#include "gateway/store/live/gate.h"
#include "gateway/store/live/streams.h"
#include "gateway/store/records/safe_contacts.h"
#include "tests/chaos/chance.h"
#include "workers/loop/sender.h"

namespace tipline::proof {
namespace {

constexpr int kContacts = 50;
constexpr size_t kAtOnce = 200;  // entries of one round trip

MoodOptions MoodOf(const ProofOptions& options) {
  MoodOptions mood;
  mood.seed = options.seed;
  // A kill makes the sender unsure once, too, and the provider knows nothing of that.
  mood.most_maybe = workers::kMaxUnsureRetries - (options.kills > 0 ? 1 : 0);
  return mood;
}

// Its chance follows from the seed, so that a run can be repeated.
std::string IdFor(uint64_t seed, int i, TimePoint at) {
  constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  chaos::Chance chance(seed, static_cast<uint64_t>(i));
  std::string id = NewUlid(at).substr(0, 10);
  while (id.size() < 26)
    id += kLetters[chance.Below(kLetters.size())];
  return id;
}

std::string NumberOf(int n) {
  return "+2547" + std::to_string(20'000'000 + n);
}

}  // namespace

Scene::Scene(const ProofOptions& options) : options_(options), network_(MoodOf(options)) {}

Status Scene::Prepare() {
  TRY(InitCrypto());
  store::Redis redis(redis_->options());
  TRY(store::CheckServer(redis));
  TRY(GenerateKeys(dir_ / "keys"));
  TRY_ASSIGN(keys_, LoadKeys(dir_ / "keys", Role::kWorker));
  if (options_.records == "postgres") postgres_ = testing::PostgresServer::Start();
  plan_.sql = postgres_ ? postgres_->NewDatabase() : "sqlite:" + (dir_ / "proof.db");
  plan_.redis_socket = redis_->socket();
  plan_.keys_dir = dir_ / "keys";
  plan_.clock_file = dir_ / "clock";
  plan_.api_url = network_.url();
  plan_.channels = options_.channels;
  plan_.rate_per_second = options_.rate_per_second;
  plan_.burst = options_.burst;
  plan_.lanes = options_.lanes;
  plan_.send_timeout_ms = options_.send_timeout_ms;
  settings_ = SettingsOf(plan_);
  TRY_ASSIGN(database_, store::Database::Open(plan_.sql));
  reporter_ =
      std::make_unique<Reporter>(keys_, redis_->options(), settings_.partitions, options_.seed);
  network_.OnTaken(
      [this](const std::string& channel, const std::string& reference, Outcome outcome) {
        // Once time was skipped, a report that cannot be assigned is taken for a stranger's at
        // once.
        reporter_->OnTaken(channel, reference, outcome, clock_.ahead() == Millis(0));
      });
  TRY(KeepContacts());
  crew_ = std::make_unique<Crew>(plan_, dir_.path());
  return Unit{};
}

// Notices go to who said that it is safe.
Status Scene::KeepContacts() {
  store::SafeContacts contacts(*database_, keys_);
  for (int n = 0; n < kContacts; ++n) {
    flows::SafeContact contact;
    contact.pseudonym = Pseudonym(keys_, NumberOf(n));
    contact.may_write = true;
    contact.updated_by = "proof";
    contact.updated_at = clock_.Now();
    TRY(contacts.Keep(contact));
  }
  return Unit{};
}

// Seven of ten are replies, two alerts, one a notice.
store::StreamEntry Scene::EntryOf(int i, Posted& posted) {
  Outbound message;
  message.kind = i % 10 == 9  ? OutboundClass::kNotice
                 : i % 5 == 1 ? OutboundClass::kAlert
                              : OutboundClass::kReply;
  message.created_at = clock_.Now();
  message.id = IdFor(options_.seed, i, message.created_at);
  message.channel = ChannelName(i % options_.channels);
  const bool notice = message.kind == OutboundClass::kNotice;
  message.to = Secret(NumberOf(notice ? i / 10 % kContacts : 1'000 + i % 5'000));
  message.text = Secret<std::string>("See you at two");
  posted = {message.id, message.channel, message.to.Reveal()};
  return {"outbound", message.id, OutboundClassName(message.kind),
          SealOutbound(keys_, EncodeOutbound(message)), message.channel};
}

Status Scene::Fill() {
  store::Redis redis(redis_->options());
  std::vector<store::Command> commands;
  for (int i = 0; i < options_.messages; ++i) {
    Posted posted;
    const store::StreamEntry entry = EntryOf(i, posted);
    const int partition = PartitionOf(Pseudonym(keys_, posted.number), settings_.partitions);
    commands.push_back(store::AppendCommand(store::TagOf(partition), entry));
    posted_.push_back(std::move(posted));
    if (commands.size() < kAtOnce && i + 1 < options_.messages) continue;
    TRY(redis.RunAll(commands, Millis(30'000)));
    commands.clear();
  }
  return Unit{};
}

Result<Look> Scene::LookAround() {
  Look look;
  store::Redis redis(redis_->options());
  store::Streams streams(redis, settings_.partitions, "watch");
  TRY_ASSIGN(const auto counts, streams.Counts());
  for (const auto& one : counts)
    (one.stream == "tips" ? look.tips : look.outbound) = one.length;
  TRY(database_->Read([&](soci::session& sql) -> Status {
    std::string state;
    long long count = 0, next = 0, since = 0;
    soci::statement rows =
        (sql.prepare << "SELECT state, COUNT(*), MIN(next_try_at), MIN(updated_at) FROM outbound"
                        " GROUP BY state",
         soci::into(state), soci::into(count), soci::into(next), soci::into(since));
    rows.execute();
    look.next_due = TimePoint::max();
    while (rows.fetch()) {
      look.rows += count;
      if (state == "sending") {
        look.sending = count;
        look.sending_since = FromMillis(since);
      } else if (state == "queued" || state == "held") {
        look.next_due = std::min(look.next_due, FromMillis(next));
      } else {
        continue;
      }
      look.open += count;
    }
    return Unit{};
  }));
  return look;
}

Result<std::map<std::string, StoredEnd>> Scene::Ends() {
  using Found = std::map<std::string, StoredEnd>;
  return database_->Read([&](soci::session& sql) -> Result<Found> {
    Found out;
    std::string id, state, channel;
    soci::statement rows = (sql.prepare << "SELECT id, state, channel FROM outbound",
                            soci::into(id), soci::into(state), soci::into(channel));
    rows.execute();
    while (rows.fetch())
      out[id] = {state, channel};
    return out;
  });
}

Result<std::map<std::string, int>> Scene::Open() {
  using Found = std::map<std::string, int>;
  return database_->Read([&](soci::session& sql) -> Result<Found> {
    Found out;
    std::string state, reason;
    long long count = 0;
    soci::statement rows =
        (sql.prepare << "SELECT state, reason, COUNT(*) FROM outbound WHERE state IN ('queued',"
                        " 'sending', 'held') GROUP BY state, reason",
         soci::into(state), soci::into(reason), soci::into(count));
    rows.execute();
    while (rows.fetch())
      out[state + " " + reason] = static_cast<int>(count);
    return out;
  });
}

Result<int64_t> Scene::DeadLetters() {
  store::Redis redis(redis_->options());
  return store::Streams(redis, settings_.partitions, "watch").DeadCount();
}

}  // namespace tipline::proof
