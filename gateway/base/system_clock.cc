#include "gateway/base/system_clock.h"

namespace tipline {

TimePoint SteadyClock::Now() const {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return TimePoint(std::chrono::floor<Millis>(since));
}

TimePoint SystemClock::Now() const {
  return std::chrono::floor<Millis>(std::chrono::system_clock::now());
}

}  // namespace tipline
