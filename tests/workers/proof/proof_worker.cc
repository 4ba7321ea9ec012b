#include "tests/workers/proof/proof_worker.h"

#include <cstdio>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "gateway/base/crypto.h"
#include "gateway/base/keys.h"
#include "gateway/base/log.h"
#include "gateway/base/signals.h"
#include "gateway/base/system_clock.h"
#include "tests/workers/proof/moody_provider.h"
#include "tests/workers/proof/shared_clock.h"
#include "workers/loop/worker.h"

namespace tipline::proof {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WorkerPlan, sql, redis_socket, keys_dir, clock_file, api_url,
                                   channels, rate_per_second, burst, lanes, send_timeout_ms)

namespace {

// The steady clock, put forward with the other one: both agree on how much was skipped.
class Pace final : public Clock {
 public:
  explicit Pace(const SharedClock& clock) : clock_(clock) {}
  TimePoint Now() const override { return steady_.Now() + clock_.ahead(); }

 private:
  const SharedClock& clock_;
  const SteadyClock steady_;
};

Status Run(const WorkerPlan& plan, const std::string& name, const std::string& ready_file) {
  TRY(InitCrypto());
  const Settings settings = SettingsOf(plan);
  TRY_ASSIGN(flows::Lexicon lexicon, workers::ReadLexicon(settings.triage_dir));
  TRY_ASSIGN(const KeyRing keys, LoadKeys(plan.keys_dir, Role::kWorker));
  TRY_ASSIGN(const auto database, store::Database::Open(plan.sql, plan.lanes + 1));
  const SharedClock clock(plan.clock_file);
  const Pace pace(clock);
  workers::Services services(settings, keys, clock, *database, std::move(lexicon), &pace);
  TRY_ASSIGN(const auto worker,
             workers::Worker::Start(
                 services, [&](const std::string&) { return RedisOf(plan); }, name, plan.lanes));
  std::ofstream(ready_file).put('\n');
  WaitForStop();
  worker->Stop();
  return Unit{};
}

}  // namespace

std::string ToText(const WorkerPlan& plan) {
  return nlohmann::json(plan).dump();
}

std::string ChannelName(int n) {
  return "c" + std::to_string(n);
}

bool HasFailover(int n) {
  return n % 2 == 0;
}

Settings SettingsOf(const WorkerPlan& plan) {
  Settings settings;
  settings.sandbox = true;
  settings.partitions = 16;
  settings.triage_dir = std::string(TIPLINE_SOURCE_DIR) + "/config/triage";
  settings.flows_dir = std::string(TIPLINE_SOURCE_DIR) + "/config/flows";
  for (int n = 0; n < plan.channels; ++n) {
    ChannelSettings channel;
    channel.id = ChannelName(n);
    channel.provider = "moody";
    channel.api_url = plan.api_url + "/" + channel.id;
    channel.rate_per_second = plan.rate_per_second;
    channel.burst = plan.burst;
    channel.send_timeout = Millis(plan.send_timeout_ms);
    if (HasFailover(n) && n + 1 < plan.channels) channel.failover = {ChannelName(n + 1)};
    settings.channels[channel.id] = channel;
  }
  return settings;
}

store::RedisOptions RedisOf(const WorkerPlan& plan) {
  store::RedisOptions options;
  options.socket = plan.redis_socket;
  options.name = "proof";
  return options;
}

std::string ReadyFile(const std::string& plan_file, int number) {
  return plan_file + ".ready" + std::to_string(number);
}

int RunProofWorker(const std::string& plan_file, const std::string& name, int number) {
  BlockSignals();
  InitLog("worker");
  std::ifstream in(plan_file);
  std::ostringstream text;
  text << in.rdbuf();
  RegisterMoody(number);
  const auto plan = nlohmann::json::parse(text.str(), nullptr, false);
  if (plan.is_discarded()) return 2;
  const Status done = Run(plan.get<WorkerPlan>(), name, ReadyFile(plan_file, number));
  if (done) return 0;
  std::fprintf(stderr, "proof worker: %s\n", done.error().message.c_str());
  return 2;
}

}  // namespace tipline::proof
