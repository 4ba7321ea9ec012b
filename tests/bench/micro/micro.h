// What the micro-benchmarks share. Each of them runs one unit of work (a turn, a tip, a message)
// per iteration, so the times that Google Benchmark prints are those of the unit; `allocations`
// beside them is per unit too. Arguments, where there are any, are sizes that a curve is drawn
// over.
#pragma once

#include <functional>

#include <benchmark/benchmark.h>

#include "tests/guard/allocations.h"

namespace tipline::micro {

// `work` once before the clock starts: whatever is made only once is made then.
template <typename Work>
void Measure(benchmark::State& state, Work&& work) {
  work();
  const guard::CountAllocations counted;
  for (auto _ : state)
    work();
  state.counters["allocations"] =
      benchmark::Counter(static_cast<double>(counted.count()), benchmark::Counter::kAvgIterations);
}

}  // namespace tipline::micro
