// The flow engine alone, a turn of the recorded walk; how it grows with flows and with languages.
#include <string>

#include "gateway/webhooks/flow_cache.h"
#include "tests/bench/micro/bundles.h"
#include "tests/bench/micro/micro.h"
#include "tests/guard/recorded_walk.h"
#include "tests/guard/walk_texts.h"

namespace tipline::micro {
namespace {

void EngineTurn(benchmark::State& state) {
  const flows::Bundle bundle = guard::MainBundle();
  guard::EngineWalk walk(bundle);
  Measure(state, [&] { walk.Step(); });
}
BENCHMARK(EngineTurn);

// So many flows are published, and each walk is through the next one of them.
void EngineTurnByFlows(benchmark::State& state) {
  gateway::FlowCache cache;
  std::vector<std::string> names;
  for (int64_t i = 0; i < state.range(0); ++i) {
    names.push_back("copy" + std::to_string(i));
    cache.PutLatest(CopyOfMain(names.back()));
  }
  gateway::BundlePtr bundle = cache.Latest(names.front());
  guard::EngineWalk walk(*bundle);
  size_t next = 0;
  Measure(state, [&] {
    if (walk.at_start()) {
      bundle = cache.Latest(names[next++ % names.size()]);
      walk.Use(*bundle);
    }
    walk.Step();
  });
}
BENCHMARK(EngineTurnByFlows)->Arg(1)->Arg(2)->Arg(5)->Arg(10)->Arg(20)->Arg(50);

// From two on: with one language nobody is asked for it, and the walk would be another.
void EngineTurnByLanguages(benchmark::State& state) {
  const flows::Bundle bundle = MainInLanguages(static_cast<int>(state.range(0)));
  guard::EngineWalk walk(bundle);
  Measure(state, [&] { walk.Step(); });
}
BENCHMARK(EngineTurnByLanguages)->Arg(2)->Arg(5)->Arg(10)->Arg(15)->Arg(kMostLanguages);

}  // namespace
}  // namespace tipline::micro
