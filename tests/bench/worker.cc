// How fast a backlog of tips becomes cases, on both SQL stores; and how a phone is answered while
// it does.
#include <iostream>
#include <thread>

#include "tests/bench/cpu.h"
#include "tests/bench/fill.h"
#include "tests/bench/load.h"
#include "tests/bench/measure.h"
#include "tests/bench/redis_info.h"
#include "tests/support/postgres_server.h"

namespace tipline::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Drained {
  double per_second = 0;
  double cpu_us = 0;                   // of the worker, a tip
  double rss_early = 0, rss_late = 0;  // MiB of the worker: after a tenth, and at the end
};

// From the first tip that is gone to the last: the worker's start does not count.
bool Drain(testing::System& system, uint64_t tips, Drained& out) {
  system.StartWorker();
  const auto limit = std::chrono::minutes(40);
  const auto started = Clock::now();
  Clock::time_point first{};
  int64_t first_left = 0;
  while (true) {
    const int64_t left = TipsWaiting(system);
    const auto now = Clock::now();
    if (left < 0 || now - started > limit) return false;
    const auto done = static_cast<int64_t>(tips) - left;
    if (first == Clock::time_point{} && done > 0) {
      first = now;
      first_left = left;
    }
    if (out.rss_early == 0 && done * 10 > static_cast<int64_t>(tips))
      out.rss_early = ResidentMiB({system.worker().pid()});
    if (left == 0) {
      const double seconds = std::chrono::duration<double>(now - first).count();
      out.per_second = static_cast<double>(first_left) / seconds;
      out.rss_late = ResidentMiB({system.worker().pid()});
      out.cpu_us = CpuSeconds({system.worker().pid()}) * 1e6 / static_cast<double>(tips);
      return true;
    }
    std::fprintf(stderr, "\r  %lld tips left   ",
                 static_cast<long long>(left));                   // NOLINT(*-runtime-int)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // the state that is awaited
  }
}

std::unique_ptr<TiplineSubject> WithBacklog(const Options& options, const std::string& sql,
                                            uint64_t tips) {
  testing::SystemOptions system;
  system.redis.settings = {"maxmemory 6gb"};
  system.sql = sql;
  auto subject = TiplineSubject::Start(options.walks, system);
  if (!subject) return nullptr;
  const auto filler = Filler::Open(subject->system());
  const Status filled = filler ? (*filler)->Tips(tips) : Status(filler.error());
  if (filled) return subject;
  std::cerr << filled.error().message << "\n";
  return nullptr;
}

bool OnStore(const Options& options, const char* name, const std::string& sql, uint64_t tips,
             Report& report) {
  const auto subject = WithBacklog(options, sql, tips);
  Drained drained;
  if (!subject || !Drain(subject->system(), tips, drained)) return false;
  const size_t cases = subject->system().CaseCount();
  report.Line({std::string(name) + ", " + Number(static_cast<double>(tips)) + " tips",
               Number(drained.per_second), Number(drained.cpu_us), Number(drained.rss_early),
               Number(drained.rss_late), Number(static_cast<double>(cases))});
  report.json()["worker"][name] = {{"tips", tips},
                                   {"tips_per_second", drained.per_second},
                                   {"cpu_us_a_tip", drained.cpu_us},
                                   {"rss_mib_early", drained.rss_early},
                                   {"rss_mib_late", drained.rss_late},
                                   {"cases", cases}};
  if (std::string(name) == "SQLite")
    report.Promise("tips a second into SQLite", drained.per_second, ">=", 2000);
  return cases == tips;
}

bool RunStores(const Options& options, Report& report) {
  const uint64_t tips = options.quick ? 5'000 : 50'000;
  report.Table("The worker: triage, routing and SQL, a backlog to the end",
               {"", "tips/s", "CPU us a tip", "RSS early", "RSS late", "cases"});
  return OnStore(options, "SQLite", "", tips, report) &&
         OnStore(options, "PostgreSQL", testing::PostgresServer::Shared().NewDatabase(), tips,
                 report);
}

bool RunMillion(const Options& options, Report& report) {
  const uint64_t tips = options.quick ? 20'000 : 1'000'000;
  const auto subject = WithBacklog(options, "", tips);
  Drained drained;
  if (!subject || !Drain(subject->system(), tips, drained)) return false;
  report.Table("A long backlog into SQLite", {"", "tips/s", "RSS early", "RSS late"});
  report.Line({Number(static_cast<double>(tips)) + " tips", Number(drained.per_second),
               Number(drained.rss_early), Number(drained.rss_late)});
  report.Promise("growth of the worker's RSS, times", drained.rss_late / drained.rss_early,
                 "<=", 1.25);
  report.json()["backlog"] = {{"tips", tips},
                              {"tips_per_second", drained.per_second},
                              {"rss_mib_early", drained.rss_early},
                              {"rss_mib_late", drained.rss_late}};
  return true;
}

bool RunBeside(const Options& options, Report& report) {
  const uint64_t tips = options.quick ? 10'000 : 100'000;
  const auto subject = WithBacklog(options, "", tips);
  if (!subject) return false;
  Phones phones(subject->walk, subject->target, 20, 1);
  LoadOptions load;
  load.port = subject->port();
  load.connections = 16;
  load.time = std::chrono::seconds(options.quick ? 2 : 10);
  subject->system().StartWorker();
  const int64_t before = TipsWaiting(subject->system());
  const LoadResult result = RunLoad(phones, load);
  const int64_t after = TipsWaiting(subject->system());
  report.Table("Phones at 16 connections while the worker drains " +
                   Number(static_cast<double>(tips)) + " tips",
               {"", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "drained", "left"});
  report.Line({"Tipline gateway", Number(result.PerSecond()), Number(result.times.Percentile(0.5)),
               Number(result.times.Percentile(0.99)), Number(result.times.Percentile(0.999)),
               Number(static_cast<double>(before - after)), Number(static_cast<double>(after))});
  report.Promise("p99 in ms beside a draining worker", result.times.Percentile(0.99), "<=", 20);
  report.json()["beside_worker"] = {{"per_second", result.PerSecond()},
                                    {"p50_ms", result.times.Percentile(0.5)},
                                    {"p99_ms", result.times.Percentile(0.99)},
                                    {"p999_ms", result.times.Percentile(0.999)},
                                    {"drained", before - after},
                                    {"left", after}};
  return result.failed == 0 && after > 0;
}

const RegisterMeasurement kStores({30, "worker", "tips a second on SQLite and PostgreSQL",
                                   RunStores});
const RegisterMeasurement kBeside({31, "beside", "answers to phones while the worker drains",
                                   RunBeside});
const RegisterMeasurement kMillion({32, "backlog",
                                    "a million tips into SQLite, and the worker's RSS",
                                    RunMillion});

}  // namespace
}  // namespace tipline::bench
