// What the gateway does beside its requests, on one thread with its own blocking Redis connection:
// checks that Redis is safe, keeps the published flows fresh, replays the spool in order once Redis
// is back.
#pragma once

#include <atomic>
#include <stop_token>

#include "gateway/base/metrics.h"
#include "gateway/store/redis.h"
#include "gateway/webhooks/handler.h"
#include "gateway/webhooks/pulse.h"
#include "gateway/webhooks/replay.h"

namespace tipline::gateway {

constexpr Millis kBackgroundEvery{500};
constexpr Millis kPartsLook{2'000};  // how often overdue parts of long messages are looked for
constexpr Millis kReplaySlice{500};  // then the flows are looked at again
// A message that a healthy Redis refuses so often does not hold up those behind it any longer: it
// is filed raw.
constexpr int kMaxRefusals = 20;

class Background {
 public:
  Background(Shared& shared, store::RedisOptions redis, std::atomic<bool>& store_ok);
  // Until `stop`; one thread.
  void Run(const std::stop_token& stop);
  // Redis can be used, is safe, and its newest flows are here; else kUnavailable, or what an
  // operator has to mend. `Run` calls it; main calls it once before it listens.
  Status Check();

 private:
  bool Round(const std::stop_token& stop);  // true: the next one is due at once
  Status RefreshFlows();
  Status RefreshKnowledge();
  Status TakeOverdueParts();
  // For at most kReplaySlice. True: more is left.
  Result<bool> ReplaySpool(const std::stop_token& stop);
  void Note(const Status& done);       // of Redis
  bool NoteSpool(const Status& done);  // false: it failed

  Shared& shared_;
  store::Redis redis_;
  std::atomic<bool>& store_ok_;
  Replay replay_;
  Pulse pulse_;
  TimePoint parts_at_{};  // when they are looked for again
  bool checked_ = false;
  bool spool_failed_ = false;
  const Gauge waiting_{"tipline_spool_waiting", "Messages that wait in the spool for Redis."};
  const Gauge damaged_{"tipline_spool_damaged",
                       "Records of the spool that could not be read since the start."};
  int refusals_ = 0;  // in a row, of the first in line, by a Redis that is there
};

}  // namespace tipline::gateway
