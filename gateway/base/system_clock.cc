#include "gateway/base/system_clock.h"

namespace tipline {

TimePoint SystemClock::Now() const {
  return std::chrono::floor<Millis>(std::chrono::system_clock::now());
}

}  // namespace tipline
