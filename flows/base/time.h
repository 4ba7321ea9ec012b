// Time as Tipline uses it: UTC milliseconds. `Clock` is handed down from main(); nothing in flows
// reads one.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "flows/base/result.h"

namespace tipline {

using Millis = std::chrono::milliseconds;
using TimePoint = std::chrono::sys_time<Millis>;

inline TimePoint FromMillis(int64_t ms) {
  return TimePoint(Millis(ms));
}
inline int64_t ToMillis(TimePoint t) {
  return t.time_since_epoch().count();
}

// "2026-11-23T10:00:00Z" (RFC 3339, always UTC, milliseconds only when there are any).
std::string FormatTime(TimePoint t);
// Reads RFC 3339 with `T` or a space, with or without seconds' fraction, `Z`, an offset or neither
// (= UTC).
Result<TimePoint> ParseTime(std::string_view text);

// Thread-safe.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  virtual TimePoint Now() const = 0;
};

}  // namespace tipline
