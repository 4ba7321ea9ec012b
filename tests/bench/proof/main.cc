// tipline-outbound-proof [--messages N]: tests/workers/proof/outbound_proof.h with as many messages
// as asked for. Exit 1: something is wrong with them.
#include <iostream>

#include <CLI/CLI.hpp>

#include "tests/workers/proof/outbound_proof.h"

int main(int argc, char** argv) {
  tipline::proof::ProofOptions options;
  options.messages = 10'000;
  options.limit_seconds = 3'600;
  CLI::App app("Sends messages to a provider that fails in every documented way, and counts");
  app.add_option("--messages", options.messages, "how many")->check(CLI::Range(1, 10'000'000));
  app.add_option("--channels", options.channels, "channels they are sent on")
      ->check(CLI::Range(1, 64));
  app.add_option("--rate", options.rate_per_second, "messages a second of each channel");
  app.add_option("--burst", options.burst, "messages at once of each channel");
  app.add_option("--lanes", options.lanes, "of each of the two workers")->check(CLI::Range(1, 16));
  app.add_option("--restarts", options.restarts, "of the workers, meanwhile");
  app.add_option("--limit", options.limit_seconds, "seconds until it has failed");
  CLI11_PARSE(app, argc, argv);
  const auto result = tipline::proof::ProveOutbound(options);
  tipline::proof::Print(options, result, std::cout);
  return result.wrong.empty() ? 0 : 1;
}
