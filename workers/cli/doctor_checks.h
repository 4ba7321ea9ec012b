// What `tipline doctor` looks at. Each check says what it found and, where something is amiss, what
// to do. Reads only; the check of Redis loads our functions where they are missing. Tests:
// tests/workers/cli/doctor_test.cc.
#pragma once

#include <string>
#include <vector>

#include "gateway/base/settings.h"
#include "gateway/store/redis.h"

namespace tipline::cli {

struct Finding {
  enum class State { kOk, kWarn, kFail };
  std::string name;
  State state = State::kOk;
  std::string detail;
  bool unreachable = false;  // something needed did not answer
  std::string facts = {};    // of a channel, for --json: an object as text; empty: none
};
const char* StateName(Finding::State state);  // "ok", "warn", "fail"

constexpr Millis kTipWaitsWarn{60'000};  // a tip that no worker took for so long
constexpr Millis kTipWaitsFail{300'000};
constexpr uint64_t kDiskWarnBytes = 2ULL << 30;
constexpr uint64_t kDiskFailBytes = 256ULL << 20;

std::vector<Finding> CheckKeys(const Settings& settings);
// Server, settings, functions; then streams, dead letters and published flows if it answers.
std::vector<Finding> CheckRedis(const Settings& settings, store::Redis& redis, TimePoint now);
Finding CheckSql(const Settings& settings);
Finding CheckDirectory(const Settings& settings);  // needs keys and database of a worker
Finding CheckBooks(const Settings& settings, store::Redis& redis);  // gateway/store/reconcile.h
Finding CheckSpool(const Settings& settings);
Finding CheckDisk(const Settings& settings);
Finding CheckRetention(const Settings& settings);  // whether anything is ever forgotten
Finding CheckCovers(const Settings& settings);     // what goes out of no flow, in each language

std::vector<Finding> CheckAll(const Settings& settings, store::Redis& redis, TimePoint now);

}  // namespace tipline::cli
