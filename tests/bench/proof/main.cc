// tipline-outbound-proof [--messages N]: tests/workers/proof/outbound_proof.h with as many messages
// as asked for. Exit 1: something is wrong with them. The same program is the proof's worker.
#include <atomic>
#include <csignal>
#include <iostream>

#include <CLI/CLI.hpp>

#include "tests/workers/proof/outbound_proof.h"
#include "tests/workers/proof/proof_worker.h"

namespace {

std::atomic<bool> stop{false};

// Ctrl-C: the proof ends its servers and removes its folder.
void OnSignal(int) {
  stop = true;
}

struct WorkerOptions {
  std::string plan, name;
  int number = 0;
};

void Define(CLI::App& app, tipline::proof::ProofOptions& options, WorkerOptions& worker,
            bool& json) {
  const auto number = [&app](const char* name, auto& value, const char* what, auto least,
                             auto most) {
    app.add_option(name, value, what)->check(CLI::Range(least, most))->capture_default_str();
  };
  number("--messages", options.messages, "how many", 1, 10'000'000);
  number("--channels", options.channels,
         "channels they are sent on; every second one may hand over to the next", 1, 64);
  number("--rate", options.rate_per_second, "messages a second of each channel", 1.0, 10'000.0);
  number("--burst", options.burst, "messages at once of each channel", 1, 1'000);
  number("--lanes", options.lanes, "of each of the two workers", 1, 16);
  number("--restarts", options.restarts, "of the workers, meanwhile, in order", 0, 1'000);
  number("--kills", options.kills, "kill -9 of a worker, meanwhile", 0, 1'000);
  number("--outages", options.outages, "of a channel, meanwhile", 0, 1'000);
  app.add_option("--records", options.records, "where the records lie")
      ->check(CLI::IsMember({"sqlite", "postgres"}))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "of all that is left to chance")->capture_default_str();
  number("--limit", options.limit_seconds, "seconds until it has failed", 1, 1'000'000);
  app.add_flag("--json", json, "the result as JSON");
  app.add_option("--work", worker.plan)->group("");  // started by the proof itself
  app.add_option("--name", worker.name)->group("");
  app.add_option("--number", worker.number)->group("");
}

}  // namespace

int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape): a defect ends the program
  tipline::proof::ProofOptions options;
  WorkerOptions worker;
  bool json = false;
  CLI::App app(
      "Sends messages through two workers to a provider that fails one time in five in every "
      "documented way, while workers are killed, channels go down and delivery reports come as "
      "they "
      "like; then judges by the provider's book. Needs redis-server (and PostgreSQL with --records "
      "postgres); everything is its own, on loopback. Exit 1: something is wrong.",
      "tipline-outbound-proof");
  Define(app, options, worker, json);
  CLI11_PARSE(app, argc, argv);
  if (!worker.plan.empty())
    return tipline::proof::RunProofWorker(worker.plan, worker.name, worker.number);
  struct sigaction action {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  options.progress = true;
  options.stop = &stop;
  const auto result = tipline::proof::ProveOutbound(options);
  if (json)
    std::cout << tipline::proof::ToJson(options, result) << "\n";
  else
    tipline::proof::Print(options, result, std::cout);
  return result.wrong.empty() ? 0 : 1;
}
