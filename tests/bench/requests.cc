// Requests a second, times and costs: Tipline, its limits and what a user would pick instead, in
// alternating rounds on the same machine.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>

#include <unistd.h>

#include "tests/bench/cpu.h"
#include "tests/bench/load.h"
#include "tests/bench/measure.h"

namespace tipline::bench {
namespace {

struct Mix {
  const char* name;
  const char* title;
  int file_every;
};
constexpr Mix kMixes[] = {{"line", "19 of 20 sessions leave before a tip is filed", 20},
                          {"tips", "every session files a tip", 1}};

constexpr int kIdleConnections = 5000;
constexpr int kBusyOfIdle = 64;

struct Round {
  double per_second = 0, p50 = 0, p99 = 0, p999 = 0, cpu_us = 0, server_us = 0, load_us = 0;
  uint64_t failed = 0;
};

struct Contender {
  std::string name, short_name;
  std::unique_ptr<Subject> subject;
  std::unique_ptr<Phones> phones;
  std::vector<Round> rounds;
};

Round Measure(Contender& one, int connections, int active, double seconds) {
  LoadOptions load;
  load.port = one.subject->port();
  load.connections = connections;
  load.active = active;
  load.time = std::chrono::milliseconds(static_cast<int>(seconds * 1000));
  load.check_words = one.subject->check_words;
  const auto pids = WithChildren(one.subject->pids());
  const auto server = WithChildren({one.subject->server()});
  double cpu = 0, server_cpu = 0, load_cpu = 0;
  const LoadResult result = RunLoad(*one.phones, load, [&] {
    cpu = CpuSeconds(pids);
    server_cpu = CpuSeconds(server);
    load_cpu = CpuSeconds({::getpid()});
  });
  cpu = CpuSeconds(pids) - cpu;
  server_cpu = CpuSeconds(server) - server_cpu;
  load_cpu = CpuSeconds({::getpid()}) - load_cpu;
  Round round;
  round.per_second = result.PerSecond();
  round.p50 = result.times.Percentile(0.5);
  round.p99 = result.times.Percentile(0.99);
  round.p999 = result.times.Percentile(0.999);
  const double requests = std::max(1.0, static_cast<double>(result.requests));
  round.cpu_us = cpu * 1e6 / requests;
  round.server_us = server_cpu * 1e6 / requests;
  round.load_us = load_cpu * 1e6 / requests;
  round.failed = result.failed;
  return round;
}

Spread Of(const std::vector<Round>& rounds, double Round::*field) {
  std::vector<double> values;
  for (const Round& round : rounds)
    values.push_back(round.*field);
  return SpreadOf(values);
}

// Tipline's requests a second as a share of the other's in the same round.
Spread Ratio(const Contender& tipline, const Contender& other) {
  std::vector<double> values;
  for (size_t i = 0; i < std::min(tipline.rounds.size(), other.rounds.size()); ++i)
    if (other.rounds[i].per_second > 0)
      values.push_back(tipline.rounds[i].per_second / other.rounds[i].per_second);
  return SpreadOf(values);
}

bool Wanted(const Options& options, const std::string& name) {
  return name == "tipline" || options.subjects.empty() ||
         std::count(options.subjects.begin(), options.subjects.end(), name) > 0;
}

bool StartAll(const Options& options, const Mix& mix, std::vector<Contender>& all) {
  uint32_t run = 1;
  for (const SubjectKind& kind : SubjectKinds()) {
    if (!Wanted(options, kind.short_name)) continue;
    Contender one{kind.name, kind.short_name, kind.start(options.walks), nullptr, {}};
    if (!one.subject) return false;
    one.phones =
        std::make_unique<Phones>(one.subject->walk, one.subject->target, mix.file_every, run++);
    all.push_back(std::move(one));
  }
  return true;
}

void Promises(Report& report, int connections, const std::map<std::string, Spread>& ratios,
              const Contender& tipline, const std::vector<Contender>& all) {
  const auto promise = [&](const char* other, const char* what, double wanted) {
    const auto it = ratios.find(other);
    if (it == ratios.end()) return;
    report.Promise(std::string(what) + " at " + std::to_string(connections), it->second.median,
                   ">=", wanted);
  };
  if (connections >= 64 && connections <= 256) promise("sketch", "share of the sketch", 0.6);
  if (connections == 64) promise("menu-builder", "times ussd-menu-builder", 3);
  if (connections == 256) promise("menu-builder", "times ussd-menu-builder", 4);
  if (connections == 256) promise("bare", "share of bare Pistache", 0.4);
  for (const Contender& other : all)
    if (other.short_name == "menu-builder" && (connections == 64 || connections == 256))
      report.Promise("p99 in ms, against the peer's p50, at " + std::to_string(connections),
                     Of(tipline.rounds, &Round::p99).median,
                     "<=", Of(other.rounds, &Round::p50).median);
}

void Print(Report& report, const Mix& mix, int connections, const std::vector<Contender>& all) {
  std::map<std::string, Spread> ratios;
  for (const Contender& one : all) {
    const Spread speed = Of(one.rounds, &Round::per_second);
    const Spread ratio = Ratio(all.front(), one);
    ratios[one.short_name] = ratio;
    uint64_t failed = 0;
    for (const Round& round : one.rounds)
      failed += round.failed;
    const double p50 = Of(one.rounds, &Round::p50).median;
    const double p99 = Of(one.rounds, &Round::p99).median;
    const double p999 = Of(one.rounds, &Round::p999).median;
    const double cpu = Of(one.rounds, &Round::cpu_us).median;
    const double server = Of(one.rounds, &Round::server_us).median;
    const double load = Of(one.rounds, &Round::load_us).median;
    report.Line({one.name, Number(speed.median), Number(speed.low) + "-" + Number(speed.high),
                 Number(p50), Number(p99), Number(p999), Number(cpu), Number(server), Number(load),
                 Number(ratio.median), Number(ratio.low) + "-" + Number(ratio.high),
                 std::to_string(failed)});
    report.json()["requests"][mix.name][std::to_string(connections)][one.short_name] = {
        {"per_second", ToJson(speed)},
        {"p50_ms", p50},
        {"p99_ms", p99},
        {"p999_ms", p999},
        {"cpu_us_per_request", cpu},
        {"of_it_the_server", server},
        {"load_us_per_request", load},
        {"tipline_is_times", ToJson(ratio)},
        {"failed", failed},
        {"rss_mib", ResidentMiB(WithChildren({one.subject->server()}))}};
  }
  if (std::string(mix.name) == "line") Promises(report, connections, ratios, all.front(), all);
}

bool Row(const Options& options, const Mix& mix, int connections, int active, Report& report) {
  std::vector<Contender> all;
  if (!StartAll(options, mix, all)) return false;
  report.Table(std::to_string(connections) + " connections" +
                   (active > 0 ? ", " + std::to_string(active) + " busy at a time" : "") + "; " +
                   mix.title,
               {"", "requests/s", "from-to", "p50 ms", "p99 ms", "p99.9 ms", "CPU us", "server us",
                "load us", "Tipline x", "from-to", "failed"});
  for (int round = 0; round < options.rounds; ++round)
    for (size_t i = 0; i < all.size(); ++i) {
      Contender& one = all[(i + static_cast<size_t>(round)) % all.size()];
      one.rounds.push_back(Measure(one, connections, active, options.seconds));
      std::fprintf(stderr, "\r  round %d of %d: %-40s", round + 1, options.rounds,
                   one.name.c_str());
    }
  std::fprintf(stderr, "\r%70s\r", "");
  Print(report, mix, connections, all);
  if (active > 0) {
    const double rss = ResidentMiB({all.front().subject->server()});
    report.Promise("gateway MiB under " + Number(connections) + " connections", rss, "<=", 100);
    report.Say("the gateway's memory with these connections: " + Number(rss) + " MiB");
  }
  return true;
}

bool Run(const Options& options, Report& report) {
  for (const Mix& mix : kMixes)
    for (const int connections : options.connections)
      if (!Row(options, mix, connections, 0, report)) return false;
  return Row(options, kMixes[0], kIdleConnections, kBusyOfIdle, report);
}

const RegisterMeasurement kRegistered({10, "requests",
                                       "requests/s, times and CPU beside the limits and the peers",
                                       Run});

}  // namespace
}  // namespace tipline::bench
