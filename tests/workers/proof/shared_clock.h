// A clock of several processes that can be put forward: the real time, and on top of it what the
// proof skipped because all that is left waits. What takes its time (requests, permits, leases,
// rates) takes the real one. Thread-safe.
#pragma once

#include <atomic>
#include <string>

#include "flows/base/time.h"

namespace tipline::proof {

class SharedClock final : public Clock {
 public:
  // `file`: made by the first one; aborts if it cannot be used.
  explicit SharedClock(const std::string& file);
  ~SharedClock() override;
  TimePoint Now() const override;
  void Forward(Millis by);
  Millis ahead() const;

 private:
  std::atomic<int64_t>* ahead_;  // in the file, mapped
};

}  // namespace tipline::proof
