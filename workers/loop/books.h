// The worker's look at the books (gateway/store/reconcile.h): begins them, and says every minute
// how many messages are not accounted for (tipline_unaccounted). By a connection of its own:
// nothing that it does holds a lane's up. One thread at a time. Tests:
// tests/workers/loop/worker_test.cc.
#pragma once

#include <string>

#include "gateway/base/metrics.h"
#include "gateway/store/redis.h"
#include "workers/loop/services.h"

namespace tipline::workers {

constexpr Millis kBooksEvery{60'000};

class BooksKeeper {
 public:
  // `services` must outlive it.
  BooksKeeper(Services& services, store::RedisOptions redis);
  // The tips that SQL has already. In a quiet moment: before the lanes run, or again later.
  void Begin();
  // At most every kBooksEvery; does nothing in between.
  void Look();

 private:
  Services& services_;
  store::Redis redis_;
  const Gauge unaccounted_;
  TimePoint due_{};
  std::string told_;  // what was off when it was last looked at
};

}  // namespace tipline::workers
