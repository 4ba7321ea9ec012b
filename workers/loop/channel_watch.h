// Tells all programs how each channel does as this worker sees it (Services::health ->
// gateway/store/live/channel_status.h), keeps the numbers for /metrics, logs a state that changes
// and watches for silence: the gateway does too, but it may be the gateway that is away. On a
// thread and a connection of its own: nothing that it does holds a lane up. One thread at a time.
// Tests: tests/workers/loop/channel_watch_test.cc.
#pragma once

#include <map>
#include <string>

#include "gateway/base/metrics.h"
#include "gateway/store/live/channel_status.h"
#include "gateway/store/redis.h"
#include "workers/loop/services.h"

namespace tipline::workers {

constexpr Millis kChannelsEvery{5'000};

class ChannelWatch {
 public:
  // `services` must outlive it. `worker`: this process among all workers, stable over restarts.
  ChannelWatch(Services& services, store::RedisOptions redis, std::string worker);
  // At most every kChannelsEvery; does nothing in between.
  void Look();

 private:
  struct Channel {
    explicit Channel(const std::string& id);
    flows::Health state = flows::Health::kOk;  // as logged
    Gauge health, silent, last_out, failed_share, p50, p99;
  };
  std::vector<store::ChannelView> Views(TimePoint now);
  void Show(const ChannelHealth::Summary& summary, Channel& channel);
  Status LookAround(TimePoint now);

  Services& services_;
  store::Redis redis_;
  store::ChannelStatuses statuses_{redis_};
  const std::string worker_;
  std::map<std::string, Channel> channels_;  // of the configuration
  TimePoint due_{};                          // Services::pace
  bool failed_ = false;
};

}  // namespace tipline::workers
