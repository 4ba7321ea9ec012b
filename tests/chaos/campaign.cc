#include "tests/chaos/campaign.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <thread>

#include <nlohmann/json.hpp>

#include "gateway/base/settings.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/live/streams.h"
#include "tests/chaos/fault.h"
#include "tests/chaos/stored.h"
#include "tests/chaos/world.h"
#include "tests/system/metrics.h"
#include "workers/cli/flow.h"

namespace tipline::chaos {
namespace {

using nlohmann::json;
using std::chrono::seconds;

constexpr seconds kUpAgain{60};
constexpr seconds kSettle{90};
constexpr int kPartitions = 64;  // config/sandbox.json

// By id.
std::map<std::string, std::string> ResponderNumbers() {
  std::ifstream in(std::string(TIPLINE_SOURCE_DIR) + "/config/directory/sandbox.json");
  const json directory = json::parse(in, nullptr, true, true);
  std::map<std::string, std::string> numbers;
  for (const json& organisation : directory.at("organisations"))
    for (const json& responder : organisation.at("responders"))
      numbers[responder.at("id").get<std::string>()] = responder.at("number").get<std::string>();
  return numbers;
}

Result<flows::Bundle> MainFlow() {
  TRY_ASSIGN(const auto files,
             cli::ReadFlowsDir(std::string(TIPLINE_SOURCE_DIR) + "/config/flows"));
  return cli::CompileFlow("main", files);
}

class Campaign {
 public:
  Campaign(const CampaignOptions& options, const flows::Bundle& bundle, World& world)
      : options_(options), world_(world), plan_(MakePlan(options.plan)) {
    LoadOptions load;
    load.seed = options.plan.seed;
    load.port = world.system().gateway_port();
    world.StartTime();
    std::vector<std::string> numbers;
    for (const auto& [id, number] : responders_)
      numbers.push_back(number);
    load_ = std::make_unique<Load>(load, bundle, world.outbox(), numbers);
    world.set_load(load_.get());
  }

  Outcome Run() {
    Faults();
    Outcome outcome;
    outcome.ran = true;
    if (!world_.Await([this] { return world_.AllReady(); }, kUpAgain))
      outcome.why = "not everything came up again";
    Say("all faults are over");
    FinishLoad();
    outcome.settled = Settle();
    if (!outcome.settled && outcome.why.empty()) outcome.why = "not everything was taken in";
    outcome.interrupted = Interrupted();
    if (!outcome.interrupted) CompareBooks(outcome);
    return outcome;
  }

 private:
  void Say(const std::string& what) const {
    std::fprintf(stderr, "%7.2f s  %-52s accepted %zu\n",
                 static_cast<double>(world_.now_ms()) / 1000, what.c_str(), load_->accepted());
  }

  // Each fault begins and ends when it is due; whatever ended by itself is started again meanwhile.
  void Faults() {
    std::vector<const PlannedFault*> active;
    size_t next = 0;
    const auto step = [&] {
      const Ms now(world_.now_ms());
      for (; next < plan_.faults.size() && plan_.faults[next].at <= now; ++next) {
        const PlannedFault& fault = plan_.faults[next];
        FindFault(fault.fault)->Begin(world_, fault);
        active.push_back(&fault);
        Say(Describe(fault).substr(11));
      }
      std::erase_if(active, [&](const PlannedFault* fault) {
        if (fault->end() > now) return false;
        FindFault(fault->fault)->End(world_, *fault);
        return true;
      });
      return now >= plan_.load && active.empty();
    };
    world_.Await(step, plan_.load + seconds(60));
    for (const PlannedFault* fault : active)
      FindFault(fault->fault)->End(world_, *fault);
  }

  void FinishLoad() {
    std::atomic<bool> done{false};
    std::thread finisher([&] {
      load_->Finish();
      done = true;
    });
    world_.Await([&] { return done.load(); }, seconds(120));
    finisher.join();
    Say("the load has ended");
  }

  // Nothing is under way any more that could still become a case or a message, but for messages
  // that wait for the time of their next try.
  bool Settle() {
    std::string left;
    const bool settled = world_.Await(
        [&] {
          left = Left();
          return left.empty();
        },
        kSettle);
    Say(settled ? "all is taken in" : "NOT all is taken in: " + left);
    return settled;
  }

  // What is still under way; empty: nothing.
  std::string Left() {
    const testing::Backlog backlog = testing::BacklogOf(world_.system());
    const int64_t stream = OutboundStream();
    const auto outbound = Outbound();
    if (backlog.spool + backlog.waiting == 0 && stream == 0 && outbound && outbound->due == 0)
      return {};
    return "spool " + std::to_string(backlog.spool) + ", tips " + std::to_string(backlog.waiting) +
           ", messages " + std::to_string(stream) + ", to be sent " +
           (outbound ? std::to_string(outbound->due) : outbound.error().message);
  }

  int64_t OutboundStream() {
    store::Redis redis(world_.system().redis().options("tl-admin"));
    const auto counts = store::Streams(redis, kPartitions, "chaos").Counts();
    if (!counts) return 1;
    for (const auto& count : *counts)
      if (count.stream == "outbound") return count.lag + count.pending;
    return 1;
  }

  Result<OutboundCounts> Outbound() {
    if (database_ == nullptr) {
      TRY_ASSIGN(database_, store::Database::Open(world_.sql_url(), 1));
    }
    return CountOutbound(*database_, SystemClock().Now());
  }

  void CompareBooks(Outcome& outcome) {
    const auto keys = LoadKeys(world_.system().home() + "/keys", Role::kCli);
    if (!keys || database_ == nullptr) return Fail(outcome, "the keys or the store do not open");
    Books books = load_->Close(*keys);
    auto tips = StoredTips(*database_, *keys);
    if (!tips) return Fail(outcome, tips.error().message);
    books.tips = *std::move(tips);
    auto messages = StoredMessages(*database_);
    if (!messages) return Fail(outcome, messages.error().message);
    books.messages = *std::move(messages);
    books.responders = responders_;
    books.excuses = world_.excuses();
    outcome.verdict = Compare(books);
    outcome.copies = load_->copies();
    outcome.sent = books.sent.size();
    outcome.dead = testing::BacklogOf(world_.system()).dead;
    const testing::Finished said = world_.system().Tipline({"--json", "reconcile"});
    outcome.reconciled = said.code == 0;
    outcome.reconciler = said.out.empty() ? said.err : said.out;
    outcome.seconds = world_.now_ms() / 1000;
  }
  static void Fail(Outcome& outcome, const std::string& why) {
    outcome.ran = false;
    outcome.why = why;
  }

  const CampaignOptions& options_;
  World& world_;
  const Plan plan_;
  const std::map<std::string, std::string> responders_ = ResponderNumbers();
  std::unique_ptr<Load> load_;
  std::unique_ptr<store::Database> database_;
};

}  // namespace

Outcome RunCampaign(const CampaignOptions& options) {
  Outcome outcome;
  if (const Status ready = InitCrypto(); !ready) {
    outcome.why = ready.error().message;
    return outcome;
  }
  const auto bundle = MainFlow();
  if (!bundle) {
    outcome.why = bundle.error().message;
    return outcome;
  }
  const auto world = World::Start({options.dir, options.plan.sql, options.disks, options.clock});
  if (world == nullptr) {
    outcome.why = "Tipline does not start";
    return outcome;
  }
  outcome = Campaign(options, *bundle, *world).Run();
  if (outcome.interrupted) outcome.why.clear();
  if (options.keep || !(outcome.good() || outcome.interrupted)) world->KeepDisks();
  return outcome;
}

std::string VerdictLine(uint64_t seed, const Outcome& outcome) {
  const Verdict& v = outcome.verdict;
  const auto number = [](size_t n) { return std::to_string(n); };
  std::string line = "chaos seed " + std::to_string(seed) + ": " +
                     (outcome.good()        ? "OK"
                      : outcome.interrupted ? "INTERRUPTED"
                                            : "FAILED") +
                     " accepted " + number(v.accepted) + " cases " + number(v.cases) + " lost " +
                     number(v.lost) + " doubled " + number(v.doubled) + " misdelivered " +
                     number(v.misdelivered) + " (unsure " + number(v.unsure) + ", dead " +
                     number(outcome.dead) + ", " + std::to_string(outcome.seconds) + " s)";
  if (!outcome.why.empty()) line += ": " + outcome.why;
  return line;
}

std::string ReconcilerCounts(const Outcome& outcome) {
  const json said = json::parse(outcome.reconciler, nullptr, false);
  if (!said.is_object()) return outcome.reconciler;
  std::string text;
  for (const auto& [name, value] : said.items())
    if (value.is_number_integer())
      text += (text.empty() ? "" : ", ") + name + " " + std::to_string(value.get<long long>());
  for (const json& check : said.value("checks", json::array()))
    if (check.is_object() && !check.value("ok", true))
      text += "; not so: " + check.value("meaning", "");
  return text;
}

std::string VerdictJson(uint64_t seed, const CampaignOptions& options, const Outcome& outcome) {
  const Verdict& v = outcome.verdict;
  json faults = json::array();
  for (const PlannedFault& fault : MakePlan(options.plan).faults)
    faults.push_back({{"at_ms", fault.at.count()},
                      {"fault", fault.fault},
                      {"lasts_ms", fault.lasts.count()},
                      {"amount", fault.amount}});
  const json reconciler = json::parse(outcome.reconciler, nullptr, false);
  return json{{"seed", seed},
              {"good", outcome.good()},
              {"why", outcome.why},
              {"sql", options.plan.sql == Sql::kSqlite ? "sqlite" : "postgresql"},
              {"accepted", v.accepted},
              {"cases", v.cases},
              {"lost", v.lost},
              {"doubled", v.doubled},
              {"misdelivered", v.misdelivered},
              {"unsure", v.unsure},
              {"repeated", v.repeated},
              {"dead", outcome.dead},
              {"copies", outcome.copies},
              {"sent", outcome.sent},
              {"settled", outcome.settled},
              {"reconciled", outcome.reconciled},
              {"reconciler", reconciler.is_discarded() ? json(outcome.reconciler) : reconciler},
              {"seconds", outcome.seconds},
              {"findings", v.findings},
              {"faults", faults}}
      .dump();
}

}  // namespace tipline::chaos
