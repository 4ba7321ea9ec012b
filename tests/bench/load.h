// A closed loop of phones against one HTTP server: every connection carries one session at a time,
// sends its next request as soon as the last one was answered, and dials anew when the session is
// over. Checks each answer. Runs on the calling
// thread, pinned to the last core.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "tests/bench/histogram.h"
#include "tests/bench/walk.h"

namespace tipline::bench {

struct LoadOptions {
  int port = 0;
  int connections = 1;
  int active = 0;  // of them at a time; 0: all. The others stay open and idle, and take turns.
  std::chrono::milliseconds warm_up{300};
  std::chrono::milliseconds time{2000};
  uint64_t sessions = 0;    // ends after so many instead of by time; 0: by time
  bool check_words = true;  // CON while a session goes on, END where a tip was filed
  double rate = 0;          // sessions a second at most; 0: as fast as it goes
};

struct LoadResult {
  uint64_t requests = 0;  // answered well, after the warm-up
  uint64_t failed = 0;    // another status, wrong words, or a broken connection
  uint64_t filed = 0;     // sessions that filed a tip
  double seconds = 0;
  Histogram times;
  double PerSecond() const { return seconds > 0 ? static_cast<double>(requests) / seconds : 0; }
};

// `measured` is called when the warm-up is over: read CPU clocks there.
LoadResult RunLoad(Phones& phones, const LoadOptions& options,
                   const std::function<void()>& measured = {});

}  // namespace tipline::bench
