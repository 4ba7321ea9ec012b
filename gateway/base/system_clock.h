// The machine's clock, made once in main() and handed down as Clock. Thread-safe.
#pragma once

#include "flows/base/time.h"

namespace tipline {

class SystemClock final : public Clock {
 public:
  TimePoint Now() const override;
};

}  // namespace tipline
