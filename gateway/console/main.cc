// tipline-console: the desk of hotline staff. API and page on one port, on loopback unless the
// configuration says otherwise.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "gateway/base/crypto.h"
#include "gateway/base/log.h"
#include "gateway/base/settings.h"
#include "gateway/base/signals.h"
#include "gateway/base/system_clock.h"
#include "gateway/console/app.h"
#include "gateway/console/totp.h"
#include "gateway/providers/provider.h"
#include "gateway/store/connect.h"
#include "gateway/store/live/gate.h"

namespace tipline::console {
namespace {

constexpr int kThreads = 4;  // handlers block on SQL and Argon2id
constexpr int kWrongUse = 2;
constexpr int kUnreachable = 3;

struct Options {
  std::string config = "config/sandbox.json";
  std::string web;
  std::string program;
  bool check = false;
};

int Fail(const Error& error) {
  std::fprintf(stderr, "tipline-console: %s: %s\n", CodeName(error.code), error.message.c_str());
  return error.code == Code::kUnavailable ? kUnreachable : kWrongUse;
}

Status Serve(const Settings& settings, const App& app, std::unique_ptr<http::Server>& server) {
  http::ServerOptions options;
  options.host = settings.console_host;
  options.port = static_cast<uint16_t>(settings.console_port);
  options.threads = kThreads;
  TRY_ASSIGN(server,
             http::Server::Start(options, [&](int worker) -> std::unique_ptr<http::Handler> {
               return std::make_unique<Worker>(
                   app, store::RedisFor(settings, "console", "console-" + std::to_string(worker)));
             }));
  LogInfo("listening",
          {{"host", settings.console_host}, {"port", static_cast<int>(server->port())}});
  const int signal = WaitForStop();
  LogInfo("draining", {{"signal", signal}});
  server->Drain();
  LogInfo("stopped");
  return Unit{};
}

// Without Redis the desk still shows cases and keeps what is written; with one that forgets it does
// not start.
Status CheckRedis(const Settings& settings) {
  store::Redis redis(store::RedisFor(settings, "console", "console-start"));
  Status checked = store::CheckServer(redis, settings.redis_unsafe);
  if (checked || checked.error().code != Code::kUnavailable) return checked;
  LogWarning("redis_away", checked.error());
  return Unit{};
}

Status Run(const Options& options) {
  TRY_ASSIGN(Settings settings, LoadSettings(options.config));
  TRY(gateway::PrepareChannels(settings, gateway::Webhooks::kNotTaken));
  TRY(InitCrypto());
  TRY(InitTotp());
  if (options.check) {
    std::printf("%s: ok\n", settings.file.c_str());
    return Unit{};
  }
  TRY_ASSIGN(const KeyRing keys, LoadKeys(settings.KeysDir(), Role::kConsole));
  TRY_ASSIGN(const Page page, Page::Load(Page::FindFolder(options.web, options.program)));
  TRY_ASSIGN(const auto database, store::Database::Open(settings.sql, kThreads));
  const SystemClock clock;
  TRY_ASSIGN(const auto desk, Desk::Make(settings, keys, clock, *database));
  TRY(desk->users.ForgetSessions(clock.Now()));
  TRY(CheckRedis(settings));
  const Counts counts;
  std::unique_ptr<http::Server> server;
  const App app(*desk, page, counts, [&server] { return server && server->draining(); });
  return Serve(settings, app, server);
}

}  // namespace
}  // namespace tipline::console

int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape): a defect ends the program
  tipline::BlockSignals();
  tipline::InitLog("console");
  tipline::console::Options options;
  options.program = argv[0];
  if (const char* config = std::getenv("TIPLINE_CONFIG")) options.config = config;
  CLI::App cli(
      "The desk of hotline staff: API and page. Needs Redis, SQL and the keys of the console.",
      "tipline-console");
  cli.add_option("--config", options.config, "configuration file")->capture_default_str();
  cli.add_option("--web", options.web,
                 "folder of the built page (default: found beside the sources or the program)");
  cli.add_flag("--check", options.check, "validate the configuration and leave");
  cli.set_version_flag("--version", "tipline-console " TIPLINE_VERSION);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? 0 : tipline::console::kWrongUse;
  }
  const tipline::Status done = tipline::console::Run(options);
  return done ? 0 : tipline::console::Fail(done.error());
}
