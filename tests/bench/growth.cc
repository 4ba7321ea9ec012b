// What a request and a tip cost as the service grows: processor time, which noise moves least.
#include <cmath>
#include <iostream>
#include <thread>

#include "tests/bench/cpu.h"
#include "tests/bench/fill.h"
#include "tests/bench/load.h"
#include "tests/bench/measure.h"
#include "tests/bench/redis_info.h"
#include "tests/support/process.h"

namespace tipline::bench {
namespace {

std::vector<uint64_t> Sizes(uint64_t first, uint64_t last, bool quick) {
  std::vector<uint64_t> sizes;
  for (uint64_t size = first; size <= (quick ? last / 10 : last); size *= 10)
    sizes.push_back(size);
  return sizes;
}

// Largest over smallest cost of a curve.
double Steepness(const Curve& curve) {
  double low = curve.points.front().second;
  double high = low;
  for (const auto& [size, cost] : curve.points) {
    low = std::min(low, cost);
    high = std::max(high, cost);
  }
  return high / low;
}

// The first curve is the whole, further ones are parts of it.
void Show(Report& report, const char* id, const std::string& title, const std::string& x,
          const std::vector<Curve>& curves) {
  std::vector<std::string> head = {x};
  for (const Curve& curve : curves)
    head.push_back("CPU us, " + curve.name);
  report.Table(title, head);
  for (size_t i = 0; i < curves.front().points.size(); ++i) {
    std::vector<std::string> line = {Number(curves.front().points[i].first)};
    for (const Curve& curve : curves)
      line.push_back(Number(curve.points[i].second));
    report.Line(line);
  }
  report.Say("the dearest costs " + Number(Steepness(curves.front())) + " times the cheapest");
  report.Picture(id, title, x, "microseconds of CPU", curves);
}

bool Failed(const Status& status) {
  if (!status) std::cerr << status.error().message << "\n";
  return !status;
}

struct Cost {
  double gateway = 0, redis = 0;
  double all() const { return gateway + redis; }
};

// Medians over rounds; nothing: not all were answered rightly. `run`: counts on, for phones that
// called before see other screens.
Cost CostOfARequest(TiplineSubject& subject, const Options& options, uint32_t& run) {
  std::vector<double> gateways, others;
  for (int round = 0; round < options.rounds; ++round) {
    Phones phones(subject.walk, subject.target, 20, run++);
    LoadOptions load;
    load.port = subject.port();
    load.connections = 64;
    load.time = std::chrono::milliseconds(static_cast<int>(options.seconds * 500));
    double all = 0, gateway = 0;
    const LoadResult result = RunLoad(phones, load, [&] {
      all = CpuSeconds(subject.pids());
      gateway = CpuSeconds({subject.server()});
    });
    all = CpuSeconds(subject.pids()) - all;
    gateway = CpuSeconds({subject.server()}) - gateway;
    if (result.failed > 0 || result.requests == 0) return {};
    const double each = 1e6 / static_cast<double>(result.requests);
    gateways.push_back(gateway * each);
    others.push_back((all - gateway) * each);
  }
  return {SpreadOf(gateways).median, SpreadOf(others).median};
}

bool Sessions(const Options& options, Report& report) {
  testing::SystemOptions system;
  system.redis.settings = {"maxmemory 6gb"};
  auto subject = TiplineSubject::Start(options.walks, system);
  if (!subject) return false;
  const auto filler = Filler::Open(subject->system());
  if (!filler) return false;
  Curve whole{"a request", {}}, gateway{"of the gateway", {}}, redis{"of Redis", {}};
  uint64_t there = 0;
  uint32_t run = 1;
  for (const uint64_t size : Sizes(1000, 1'000'000, options.quick)) {
    if (Failed((*filler)->Sessions(size - there))) return false;
    there = size;
    const Cost cost = CostOfARequest(*subject, options, run);
    if (cost.all() == 0) return false;
    const auto at = static_cast<double>(size);
    whole.points.emplace_back(at, cost.all());
    gateway.points.emplace_back(at, cost.gateway);
    redis.points.emplace_back(at, cost.redis);
  }
  Show(report, "sessions", "Cost of a request as stored sessions grow", "sessions",
       {whole, gateway, redis});
  return true;
}

// The worker takes in as many tips as it takes to have so many open cases; the last tenth of each
// step is what a tip costs there.
bool Cases(const Options& options, Report& report) {
  testing::SystemOptions system_options;
  system_options.redis.settings = {"maxmemory 6gb"};
  auto subject = TiplineSubject::Start(options.walks, system_options);
  if (!subject) return false;
  testing::System& system = subject->system();
  const auto filler = Filler::Open(system);
  if (!filler) return false;
  Curve curve{"a tip", {}};
  const auto empty = [&] { return TipsWaiting(system) == 0; };
  const auto limit = std::chrono::minutes(10);
  system.StartWorker();
  uint64_t there = 0;
  for (const uint64_t size : Sizes(100, 100'000, options.quick)) {
    const uint64_t probe = std::max<uint64_t>(size / 10, 50);
    if (Failed((*filler)->Tips(size - probe - there))) return false;
    if (!testing::Eventually(empty, limit)) return false;
    const double before = CpuSeconds({system.worker().pid()});
    if (Failed((*filler)->Tips(probe)) || !testing::Eventually(empty, limit)) return false;
    const double cpu = CpuSeconds({system.worker().pid()}) - before;
    there = size;
    curve.points.emplace_back(static_cast<double>(size), cpu * 1e6 / static_cast<double>(probe));
  }
  Show(report, "cases", "Cost of a tip as open cases grow", "open cases", {curve});
  return true;
}

bool Run(const Options& options, Report& report) {
  return Sessions(options, report) && Cases(options, report);
}

const RegisterMeasurement kRegistered({60, "growth",
                                       "cost of a request and a tip as the service grows", Run});

}  // namespace
}  // namespace tipline::bench
