// Tells what came in on each channel (gateway/store/live/channel_status.h) and watches for
// silence, from the counts that Tally keeps anyway: a request does nothing for it. Times are as
// exact as the beat. Beats on the thread of Background, with its connection. Tests:
// tests/gateway/webhooks/pulse_test.cc.
#pragma once

#include <map>
#include <string>

#include "gateway/base/metrics.h"
#include "gateway/base/settings.h"
#include "gateway/store/live/channel_status.h"
#include "gateway/webhooks/tally.h"

namespace tipline::gateway {

constexpr Millis kPulseEvery{1'000};
constexpr Millis kSilenceLook{10'000};

class Pulse {
 public:
  // All must outlive it.
  Pulse(const Settings& settings, const Tally& tally, const Clock& clock);
  // At most every kPulseEvery. A failure is logged once and costs nothing: what was not told is
  // told at the next beat.
  void Beat(store::Redis& redis);

 private:
  struct Channel {
    Channel(const std::string& id, TimePoint since);
    double in = 0, reports = 0, refused = 0;  // counted, and noted in `news`
    store::ChannelArrivals news;
    bool told = false;  // that it is looked after
    Gauge silent, last_in;
  };
  void Count(TimePoint now);
  Status Tell(store::Redis& redis);
  Status LookForSilence(store::Redis& redis, TimePoint now);

  const Settings& settings_;
  const Tally& tally_;
  const Clock& clock_;
  std::map<std::string, Channel> channels_;
  TimePoint beat_at_{}, look_at_{};
  bool failed_ = false;
};

}  // namespace tipline::gateway
