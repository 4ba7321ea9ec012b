// tipline-gateway: takes webhooks of telecom providers, answers them, and holds nothing that could
// read a tip again.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <thread>

#include <CLI/CLI.hpp>

#include "gateway/base/log.h"
#include "gateway/base/signals.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/connect.h"
#include "gateway/webhooks/background.h"
#include "gateway/webhooks/handler.h"

namespace tipline::gateway {
namespace {

constexpr int kWrongUse = 2;
constexpr int kUnreachable = 3;

int Fail(const Error& error) {
  std::cerr << "tipline-gateway: " << error.message << "\n";
  return error.code == Code::kUnavailable ? kUnreachable : kWrongUse;
}

// A turn takes two round trips. With a Redis that is there but silent, one of them must fail while
// there is still time to keep an SMS in the spool and say so before the channel's deadline.
store::RedisOptions RedisOf(const Settings& settings, const std::string& name) {
  auto options = store::RedisFor(settings, "gateway", name);
  for (const auto& [id, channel] : settings.channels)
    options.command_timeout = std::min(options.command_timeout, channel.deadline / 3);
  return options;
}

int Serve(const Settings& settings) {
  const auto keys = LoadKeys(settings.KeysDir(), Role::kGateway);
  if (!keys) return Fail(keys.error());
  auto spool = store::Spool::Open(settings.SpoolDir(), *keys->session);
  if (!spool) return Fail(spool.error());

  const SystemClock clock;
  const store::Conversations conversations(*keys, settings.partitions);
  const store::Parts parts(*keys, conversations);
  const Decider decider(*keys);
  FlowCache flows;
  KnowledgeCache knowledge;
  const store::FindingsStore findings(*keys, settings.partitions);
  SpoolOrder spool_order(**spool);
  InFlight in_flight;
  Tally tally(settings);
  std::atomic<bool> store_ok{false};
  std::atomic<int> connected{0};
  std::atomic<http::Server*> running{nullptr};
  Shared shared{settings,
                *keys,
                conversations,
                parts,
                decider,
                clock,
                flows,
                knowledge,
                findings,
                **spool,
                spool_order,
                in_flight,
                tally,
                [&running] {
                  const http::Server* server = running.load();
                  return server != nullptr && server->draining();
                },
                store_ok,
                connected};
  Background background(shared, store::RedisFor(settings, "gateway", "gateway-background"),
                        store_ok);
  const Status first = background.Check();
  store_ok = static_cast<bool>(first);
  if (!first && first.error().code != Code::kUnavailable)
    return Fail(first.error());  // an unsafe Redis, say

  http::ServerOptions options;
  options.host = settings.gateway_host;
  options.port = static_cast<uint16_t>(settings.gateway_port);
  options.threads = settings.gateway_threads;
  auto server = http::Server::Start(options, [&](int worker) {
    return std::make_unique<Handler>(shared,
                                     RedisOf(settings, "gateway-" + std::to_string(worker)));
  });
  if (!server) return Fail(server.error());
  running = server->get();
  LogInfo("listening", {{"host", settings.gateway_host}, {"port", (*server)->port()}});
  {
    std::jthread rounds([&background](const std::stop_token& stop) { background.Run(stop); });
    WaitForStop();
    LogInfo("draining");
    (*server)->Drain();
  }
  LogInfo("stopped");
  return 0;
}

}  // namespace
}  // namespace tipline::gateway

int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape): a defect ends the program
  CLI::App app{"Tipline's gateway: webhooks of telecom providers in, answers out."};
  std::string config = "config/sandbox.json";
  bool check = false;
  app.add_option("--config", config, "Configuration file")
      ->envname("TIPLINE_CONFIG")
      ->capture_default_str();
  app.add_flag("--check", check, "Validate the configuration and leave");
  app.set_version_flag("--version", "tipline-gateway " TIPLINE_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return e.get_exit_code() == 0 ? app.exit(e) : (app.exit(e), tipline::gateway::kWrongUse);
  }
  tipline::BlockSignals();
  tipline::InitLog("tipline-gateway");
  auto settings = tipline::LoadSettings(config);
  if (!settings) return tipline::gateway::Fail(settings.error());
  if (const auto right =
          tipline::gateway::PrepareChannels(*settings, tipline::gateway::Webhooks::kTaken);
      !right)
    return tipline::gateway::Fail(right.error());
  if (check) {
    std::cout << config << ": ok\n";
    return 0;
  }
  if (const auto ready = tipline::InitCrypto(); !ready)
    return tipline::gateway::Fail(ready.error());
  return tipline::gateway::Serve(*settings);
}
