// tipline-micro: what single parts of Tipline cost, without sockets and Redis. Takes the arguments
// of Google Benchmark: --benchmark_filter=Triage, --benchmark_format=json, ... Errors: one line on
// stderr, exit 2.
#include <cstdio>
#include <exception>

#include <benchmark/benchmark.h>

#include "gateway/base/crypto.h"
#include "tests/guard/fixed_chance.h"

int main(int argc, char** argv) {
  tipline::guard::FixChance();
  if (!tipline::InitCrypto()) return 2;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  try {
    benchmark::RunSpecifiedBenchmarks();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tipline-micro: %s\n", error.what());
    return 2;
  }
  benchmark::Shutdown();
  return 0;
}
