// The machine's clock, made once in main() and handed down as Clock. Thread-safe.
#pragma once

#include "flows/base/time.h"

namespace tipline {

// Runs evenly, whoever sets the machine's clock: for waits within one process. Its times mean
// nothing to anybody else, nor after a restart. Thread-safe.
class SteadyClock final : public Clock {
 public:
  TimePoint Now() const override;
};

class SystemClock final : public Clock {
 public:
  TimePoint Now() const override;
};

}  // namespace tipline
