// What a session and a tip cost in Redis, and what the gateway itself takes: at rest, beside a
// million sessions, after a long run.
#include <iostream>

#include "tests/bench/cpu.h"
#include "tests/bench/fill.h"
#include "tests/bench/load.h"
#include "tests/bench/measure.h"
#include "tests/bench/redis_info.h"

namespace tipline::bench {
namespace {

constexpr double kBytesInKiB = 1024;

bool Say(const Status& status) {
  if (!status) std::cerr << status.error().message << "\n";
  return static_cast<bool>(status);
}

LoadResult Work(TiplineSubject& subject, uint64_t sessions, uint32_t run) {
  Phones phones(subject.walk, subject.target, 20, run);
  LoadOptions load;
  load.port = subject.port();
  load.connections = 64;
  load.warm_up = std::chrono::milliseconds(0);
  load.sessions = sessions;
  return RunLoad(phones, load);
}

double KiBPer(int64_t before, int64_t after, uint64_t count) {
  return static_cast<double>(after - before) / kBytesInKiB / static_cast<double>(count);
}

bool Run(const Options& options, Report& report) {
  const uint64_t sessions = options.quick ? 20'000 : 1'000'000;
  const uint64_t tips = options.quick ? 5'000 : 50'000;
  const uint64_t soak = options.quick ? 5'000 : 100'000;
  testing::SystemOptions system_options;
  system_options.redis.settings = {"maxmemory 6gb"};
  auto subject = TiplineSubject::Start(options.walks, system_options);
  if (!subject) return false;
  testing::System& system = subject->system();
  const double at_rest = ResidentMiB({subject->server()});
  auto filler = Filler::Open(system);
  if (!filler || !Say((*filler)->Sessions(1000))) return false;  // what every partition needs once
  const int64_t empty = UsedMemory(system);
  if (!Say((*filler)->Sessions(sessions))) return false;
  const int64_t with_sessions = UsedMemory(system);
  if (Work(*subject, 1000, 1).failed > 0) return false;
  const double beside = ResidentMiB({subject->server()});
  const int64_t before_tips = UsedMemory(system);
  if (!Say((*filler)->Tips(tips))) return false;
  const int64_t with_tips = UsedMemory(system);
  const LoadResult worked = Work(*subject, soak, 2);
  const double after = ResidentMiB({subject->server()});

  const double per_session = KiBPer(empty, with_sessions, sessions);
  const double per_tip = KiBPer(before_tips, with_tips, tips);
  report.Table("Memory", {"", ""});
  report.Line({"Redis, an open session, KiB", Number(per_session)});
  report.Line({"Redis, a tip that waits, KiB", Number(per_tip)});
  report.Line({"gateway at rest, MiB", Number(at_rest)});
  report.Line({"gateway beside " + Number(static_cast<double>(sessions)) + " sessions, MiB",
               Number(beside)});
  report.Line({"gateway after " + Number(static_cast<double>(worked.requests)) + " requests, MiB",
               Number(after)});
  report.Promise("KiB of Redis for an open session", per_session, "<=", 1.5);
  report.json()["memory"] = {{"kib_per_session", per_session},
                             {"kib_per_tip", per_tip},
                             {"sessions", sessions},
                             {"gateway_mib_at_rest", at_rest},
                             {"gateway_mib_beside_sessions", beside},
                             {"gateway_mib_after_soak", after},
                             {"soak_requests", worked.requests}};
  return worked.failed == 0;
}

const RegisterMeasurement kRegistered({20, "memory", "bytes per session and tip, the gateway's RSS",
                                       Run});

}  // namespace
}  // namespace tipline::bench
