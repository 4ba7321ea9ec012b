// What the gateway does beside its requests, on one thread with its own blocking Redis connection:
// checks that Redis is safe, keeps the published flows fresh, replays the spool in order once Redis
// is back.
#pragma once

#include <atomic>
#include <stop_token>

#include "gateway/store/redis.h"
#include "gateway/webhooks/handler.h"

namespace tipline::gateway {

constexpr Millis kBackgroundEvery{500};

class Background {
 public:
  Background(Shared& shared, store::RedisOptions redis, std::atomic<bool>& store_ok);
  // Until `stop`; one thread.
  void Run(const std::stop_token& stop);
  // One round: kUnavailable while Redis cannot be used. `Run` calls it; main calls it once before
  // it listens.
  Status Round();

 private:
  Status RefreshFlows();
  Status ReplaySpool();
  Status Replay(const store::SpoolEntry& entry);

  Shared& shared_;
  store::Redis redis_;
  std::atomic<bool>& store_ok_;
  bool checked_ = false;
};

}  // namespace tipline::gateway
