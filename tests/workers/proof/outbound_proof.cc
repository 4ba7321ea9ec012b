#include "tests/workers/proof/outbound_proof.h"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <thread>

#include "flows/model/message.h"
#include "gateway/base/ids.h"
#include "gateway/base/keys.h"
#include "gateway/base/outbound_box.h"
#include "gateway/store/live/gate.h"
#include "gateway/store/live/streams.h"
#include "tests/support/redis_server.h"
#include "tests/support/temp_dir.h"
#include "tests/workers/proof/moody_network.h"
#include "workers/loop/worker.h"

namespace tipline::proof {
namespace {

using Steady = std::chrono::steady_clock;

class Fast final : public Clock {
 public:
  explicit Fast(int speed) : speed_(speed) {}
  TimePoint Now() const override {
    const auto real = std::chrono::floor<Millis>(std::chrono::system_clock::now());
    return begin_ + (real - begin_) * speed_;
  }

 private:
  const int speed_;
  const TimePoint begin_ = std::chrono::floor<Millis>(std::chrono::system_clock::now());
};

std::string ChannelName(int n) {
  return "c" + std::to_string(n);
}

// One process: its own connections to the store.
struct Process {
  std::unique_ptr<store::Database> database;
  std::unique_ptr<workers::Services> services;
  std::unique_ptr<workers::Worker> worker;
};

class Proof {
 public:
  explicit Proof(const ProofOptions& options)
      : options_(options), clock_(options.clock_speed), pace_(1) {}

  ProofResult Run() {
    RegisterMoody();
    const auto begin = Steady::now();
    if (!Prepare()) return result_;
    StartWorkers();
    Fill();
    Follow(begin + std::chrono::seconds(options_.limit_seconds));
    for (Process& process : processes_)
      process.worker.reset();
    result_.seconds = std::chrono::duration<double>(Steady::now() - begin).count();
    Judge();
    return result_;
  }

 private:
  struct Posted {
    std::string id, channel, number;
  };

  bool Prepare();
  void StartWorkers();
  void Fill();
  void Follow(Steady::time_point until);
  void HealAndRestart(int n);
  int64_t Left();
  void Judge();
  void JudgeMessages(const MoodyNetwork::Seen& seen);
  void JudgeRate(const MoodyNetwork::Seen& seen);
  void Wrong(const std::string& what) {
    if (result_.wrong.size() < 50) result_.wrong.push_back(what);
  }

  const ProofOptions options_;
  const Fast clock_, pace_;
  testing::TempDir dir_;
  std::unique_ptr<testing::RedisServer> redis_ = testing::RedisServer::Start();
  MoodyNetwork network_;
  Settings settings_;
  KeyRing keys_;
  std::vector<Process> processes_{2};
  std::vector<Posted> posted_;
  ProofResult result_;
};

bool Proof::Prepare() {
  store::Redis redis(redis_->options());
  if (!store::CheckServer(redis)) return Wrong("redis cannot be used"), false;
  if (!GenerateKeys(dir_ / "keys")) return Wrong("no keys"), false;
  auto keys = LoadKeys(dir_ / "keys", Role::kWorker);
  if (!keys) return Wrong("no keys"), false;
  keys_ = *std::move(keys);
  settings_.sandbox = true;
  settings_.partitions = 16;
  settings_.triage_dir = std::string(TIPLINE_SOURCE_DIR) + "/config/triage";
  settings_.flows_dir = std::string(TIPLINE_SOURCE_DIR) + "/config/flows";
  for (int n = 0; n < options_.channels; ++n) {
    ChannelSettings channel;
    channel.id = ChannelName(n);
    channel.provider = "moody";
    channel.api_url = network_.UrlOf(channel.id);
    channel.rate_per_second = options_.rate_per_second;
    channel.burst = options_.burst;
    channel.send_timeout = Millis(1'000);
    settings_.channels[channel.id] = channel;
  }
  return true;
}

void Proof::StartWorkers() {
  for (size_t i = 0; i < processes_.size(); ++i) {
    Process& process = processes_[i];
    process = {};
    auto database = store::Database::Open("sqlite:" + (dir_ / "proof.db"));
    auto lexicon = workers::ReadLexicon(settings_.triage_dir);
    if (!database || !lexicon) return Wrong("a worker cannot begin");
    process.database = *std::move(database);
    process.services = std::make_unique<workers::Services>(
        settings_, keys_, clock_, *process.database, *std::move(lexicon), &pace_);
    auto worker = workers::Worker::Start(
        *process.services, [this](const std::string&) { return redis_->options(); },
        "proof" + std::to_string(i), options_.lanes);
    if (!worker) return Wrong("a worker cannot begin");
    process.worker = *std::move(worker);
  }
}

// Seven of ten are replies, two alerts, one a notice to somebody who said that it is safe.
void Proof::Fill() {
  store::Redis redis(redis_->options());
  store::SafeContacts contacts(*processes_[0].database, keys_);
  for (int n = 0; n < 50; ++n) {
    flows::SafeContact contact;
    contact.pseudonym = Pseudonym(keys_, "+2547" + std::to_string(20'000'000 + n));
    contact.may_write = true;
    contact.updated_by = "proof";
    contact.updated_at = clock_.Now();
    if (!contacts.Keep(contact)) Wrong("a safe contact is not kept");
  }
  std::vector<store::Command> commands;
  for (int i = 0; i < options_.messages; ++i) {
    Outbound message;
    message.kind = i % 10 == 9  ? OutboundClass::kNotice
                   : i % 5 == 1 ? OutboundClass::kAlert
                                : OutboundClass::kReply;
    message.created_at = clock_.Now();
    message.id = NewUlid(message.created_at);
    message.channel = ChannelName(i % options_.channels);
    const int number = message.kind == OutboundClass::kNotice ? i / 10 % 50 : 1'000 + i % 5'000;
    message.to = Secret("+2547" + std::to_string(20'000'000 + number));
    message.text = Secret<std::string>("See you at two");
    const std::string tag =
        store::TagOf(PartitionOf(Pseudonym(keys_, message.to.Reveal()), settings_.partitions));
    commands.push_back(
        store::AppendCommand(tag, {"outbound", message.id, OutboundClassName(message.kind),
                                   SealOutbound(keys_, EncodeOutbound(message)), message.channel}));
    posted_.push_back({message.id, message.channel, message.to.Reveal()});
    if (commands.size() < 200 && i + 1 < options_.messages) continue;
    const auto done = redis.RunAll(commands, Millis(30'000));
    if (!done) return Wrong("the stream takes nothing");
    commands.clear();
  }
}

int64_t Proof::Left() {
  const auto left = processes_[0].database->Read([](soci::session& sql) -> Result<int64_t> {
    long long rows = 0, open = 0;
    sql << "SELECT COUNT(*) FROM outbound", soci::into(rows);
    sql << "SELECT COUNT(*) FROM outbound WHERE state IN ('queued', 'sending', 'held')",
        soci::into(open);
    return rows > 0 ? open : int64_t{-1};
  });
  return left ? *left : -1;
}

// The credentials of one channel are wrong for a while; somebody puts them right and starts the
// workers anew.
void Proof::HealAndRestart(int n) {
  const std::string channel = ChannelName(n % options_.channels);
  network_.Break(channel, true);
  std::this_thread::sleep_for(std::chrono::seconds(1));
  for (Process& process : processes_)
    process.worker.reset();
  network_.Break(channel, false);
  StartWorkers();
}

void Proof::Follow(Steady::time_point until) {
  int restarts = 0;
  while (Steady::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    const int64_t due = (restarts + 1) * int64_t{options_.messages} / (options_.restarts + 1);
    if (restarts < options_.restarts && network_.requests() >= due) HealAndRestart(restarts++);
    store::Redis redis(redis_->options());
    store::Streams streams(redis, settings_.partitions, "watch");
    const auto counts = streams.Counts();
    const bool empty = counts && std::all_of(counts->begin(), counts->end(),
                                             [](const auto& one) { return one.length == 0; });
    if (empty && Left() == 0) return;
  }
  Wrong("it did not end in time");
}

void Proof::Judge() {
  const MoodyNetwork::Seen seen = network_.seen();
  result_.requests = seen.requests;
  result_.repeats = seen.repeats;
  result_.trouble = seen.trouble;
  result_.delivered = static_cast<int>(seen.taken.size());
  JudgeMessages(seen);
  JudgeRate(seen);
}

void Proof::JudgeMessages(const MoodyNetwork::Seen& seen) {
  std::map<std::string, std::string> ends;
  const Status read = processes_[0].database->Read([&](soci::session& sql) -> Status {
    std::string id, state;
    soci::statement rows =
        (sql.prepare << "SELECT id, state FROM outbound", soci::into(id), soci::into(state));
    rows.execute();
    while (rows.fetch())
      ends[id] = state;
    return Unit{};
  });
  if (!read) Wrong("the store cannot be read");
  if (ends.size() != posted_.size()) Wrong("messages are missing in the store");
  for (const Posted& one : posted_) {
    const std::string state = ends[one.id];
    ++result_.ends[state.empty() ? "lost" : state];
    const bool taken = seen.taken.contains(one.id);
    const bool refused = MoodyNetwork::IsOptedOut(one.number) || MoodyNetwork::IsRefused(one.id);
    if (refused && taken) Wrong(one.id + ": taken though it was refused");
    if (refused && state != "rejected" && state != "failed")
      Wrong(one.id + ": refused, but " + state);
    if (!refused && !taken) Wrong(one.id + ": never delivered, " + state);
    // "unknown": nobody ever said whether it was taken; it was.
    if (!refused && state != "sent" && state != "unknown")
      Wrong(one.id + ": delivered, but " + state);
  }
}

void Proof::JudgeRate(const MoodyNetwork::Seen& seen) {
  for (auto [channel, came] : seen.came) {
    std::sort(came.begin(), came.end());  // read in another order than they came
    for (const auto window : {std::chrono::milliseconds(200), std::chrono::milliseconds(1'000),
                              std::chrono::milliseconds(10'000)}) {
      const double allowed =
          options_.burst + options_.rate_per_second * std::chrono::duration<double>(window).count();
      size_t first = 0;
      for (size_t i = 0; i < came.size(); ++i) {
        while (came[i] - came[first] >= window)
          ++first;
        const int in_window = static_cast<int>(i - first + 1);
        if (window == std::chrono::seconds(1))
          result_.most_in_a_second = std::max(result_.most_in_a_second, in_window);
        if (in_window <= allowed) continue;
        Wrong(channel + ": " + std::to_string(in_window) + " requests within " +
              std::to_string(window.count()) + " ms");
        break;
      }
    }
    const auto pauses = seen.pauses.find(channel);
    if (pauses == seen.pauses.end()) continue;
    for (const auto& [from, to] : pauses->second)
      result_.impatient += std::count_if(came.begin(), came.end(), [&, a = from, b = to](auto at) {
        return at > a + (b - a) / 2 && at < b;
      });
  }
  if (result_.impatient > 0) Wrong("requests came in a pause that the provider had asked for");
}

}  // namespace

ProofResult ProveOutbound(const ProofOptions& options) {
  return Proof(options).Run();
}

void Print(const ProofOptions& options, const ProofResult& result, std::ostream& out) {
  out << "messages " << options.messages << ", requests " << result.requests << ", seconds "
      << result.seconds << "\ndelivered " << result.delivered << ", asked again for what was taken "
      << result.repeats << "\nallowed " << options.rate_per_second << "/s and " << options.burst
      << " at once on each of " << options.channels << " channels; most in any second "
      << result.most_in_a_second << "; in a pause " << result.impatient << "\n";
  for (const auto& [state, count] : result.ends)
    out << "  ended " << state << ": " << count << "\n";
  for (const auto& [what, count] : result.trouble)
    out << "  failed by " << what << ": " << count << "\n";
  for (const std::string& what : result.wrong)
    out << "WRONG " << what << "\n";
  out << (result.wrong.empty() ? "proved\n" : "FAILED\n");
}

}  // namespace tipline::proof
