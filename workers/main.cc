// tipline-worker: takes tips in, alerts responders, sends messages, keeps clocks. Reached by
// nobody; may publish its numbers on loopback.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "gateway/base/crypto.h"
#include "gateway/base/log.h"
#include "gateway/base/settings.h"
#include "gateway/base/signals.h"
#include "gateway/base/system_clock.h"
#include "gateway/providers/provider.h"
#include "gateway/store/connect.h"
#include "gateway/store/live/gate.h"
#include "workers/loop/metrics_server.h"
#include "workers/loop/worker.h"

namespace tipline::workers {
namespace {

constexpr int kWrongUse = 2;
constexpr int kUnreachable = 3;

struct Options {
  std::string config = "config/sandbox.json";
  bool check = false;
};

int Fail(const Error& error) {
  std::fprintf(stderr, "tipline-worker: %s: %s\n", CodeName(error.code), error.message.c_str());
  return error.code == Code::kUnavailable ? kUnreachable : kWrongUse;
}

std::string HostName() {
  std::string name(256, '\0');
  if (::gethostname(name.data(), name.size() - 1) != 0) return "worker";
  name.resize(name.find('\0'));
  return name;
}

Status Run(const Options& options) {
  TRY_ASSIGN(Settings settings, LoadSettings(options.config));
  TRY(gateway::PrepareChannels(settings, gateway::Webhooks::kNotTaken));
  TRY(InitCrypto());
  TRY_ASSIGN(flows::Lexicon lexicon, ReadLexicon(settings.triage_dir));
  if (options.check) {
    std::printf("%s: ok\n", settings.file.c_str());
    return Unit{};
  }
  TRY_ASSIGN(const KeyRing keys, LoadKeys(settings.KeysDir(), Role::kWorker));
  store::Redis redis(store::RedisFor(settings, "worker", "worker-start"));
  TRY(store::CheckServer(redis, settings.redis_unsafe));
  TRY_ASSIGN(const auto database, store::Database::Open(settings.sql, settings.worker_threads + 1));
  const SystemClock clock;
  const SteadyClock pace;
  Services services(settings, keys, clock, *database, std::move(lexicon), &pace);
  std::unique_ptr<http::Server> metrics;
  if (settings.worker_metrics_port != 0) {
    TRY_ASSIGN(metrics, ServeMetrics(settings.worker_metrics_port));
  }
  const auto connect = [&](const std::string& name) {
    return store::RedisFor(settings, "worker", name);
  };
  TRY_ASSIGN(const auto worker,
             Worker::Start(services, connect, HostName(), settings.worker_threads));
  LogInfo("working", {{"lanes", settings.worker_threads}, {"partitions", settings.partitions}});
  const int signal = WaitForStop();
  LogInfo("stopping", {{"signal", signal}});
  worker->Stop();
  LogInfo("stopped");
  return Unit{};
}

}  // namespace
}  // namespace tipline::workers

int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape): a defect ends the program
  tipline::BlockSignals();
  tipline::InitLog("worker");
  tipline::workers::Options options;
  if (const char* config = std::getenv("TIPLINE_CONFIG")) options.config = config;
  CLI::App cli(
      "Takes tips in, alerts responders, sends messages, keeps clocks. Needs Redis, SQL and all "
      "keys.",
      "tipline-worker");
  cli.add_option("--config", options.config, "configuration file")->capture_default_str();
  cli.add_flag("--check", options.check, "validate the configuration and leave");
  cli.set_version_flag("--version", "tipline-worker " TIPLINE_VERSION);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? 0 : tipline::workers::kWrongUse;
  }
  const tipline::Status done = tipline::workers::Run(options);
  return done ? 0 : tipline::workers::Fail(done.error());
}
