// The worker program without its main(): one thread per lane, all on the same services. Start
// returns once every lane runs; Stop ends them after the batch in hand. Thread-safe. Tests:
// tests/workers/loop/lane_test.cc, tests/workers/loop/worker_test.cc
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "flows/base/result.h"
#include "gateway/store/redis.h"
#include "workers/loop/services.h"

namespace tipline::workers {

constexpr Millis kRolesEvery{10'000};      // changes of responders' phones are marked this often
constexpr Millis kAllRolesEvery{180'000};  // and all of them, whatever was marked before

class Worker {
 public:
  // `services` must outlive it. `name`: stable over restarts, e.g. the host; lanes are name-0,
  // name-1, ...
  static Result<std::unique_ptr<Worker>> Start(
      Services& services, const std::function<store::RedisOptions(const std::string& name)>& redis,
      const std::string& name, int lanes);
  virtual ~Worker() = default;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  virtual void Stop() = 0;

 protected:
  Worker() = default;
};

}  // namespace tipline::workers
