// How each channel does, for all programs to see: gateways write what came in, workers what became
// of their sends, and whoever wants to know reads both. Losing it loses nothing: it fills again.
//   tl:channel:<id>   hash: since, in_at, report_at, refused_at, out_at, silent_at, gateway_at
//                           (UTC ms)
//                           refused         webhooks that were refused, ever
//                           worker:<name>   JSON: what that worker last saw (WorkerView)
// One thread at a time. Tests: tests/gateway/store/live/channel_status_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "flows/delivery/health.h"
#include "gateway/store/redis.h"

namespace tipline::store {

// A worker writes every few seconds; one that has not for so long is gone, or cut off.
constexpr Millis kViewFresh{60'000};
constexpr Millis kViewForgotten{24 * 3600 * 1000};  // then another worker removes what it said

struct WorkerView {
  std::string worker;
  TimePoint at{};  // when it was written
  flows::Health state = flows::Health::kOk;
  std::string why;  // in words; empty: ok
  flows::AnswerCounts answers;
  flows::ReportCounts reports;
};

struct ChannelStatus {
  std::string channel;
  std::optional<TimePoint> since;       // when a gateway first looked after it; none: none ever did
  std::optional<TimePoint> in_at;       // the last message or USSD turn of a person
  std::optional<TimePoint> report_at;   // the last delivery report or notice of the provider
  std::optional<TimePoint> refused_at;  // the last webhook that was refused
  std::optional<TimePoint> out_at;      // the last message that the provider took
  std::optional<TimePoint> gateway_at;  // when a gateway last said that it is there
  std::optional<TimePoint> silent_at;   // when the silence alarm began; none: there is none
  int64_t refused = 0;
  std::vector<WorkerView> workers;  // by name

  // Of all workers that are fresh at `now` together: the worst state with its reason, the sums of
  // counts, the slowest answers. None is fresh: `at` is 0 and everything else unknown.
  WorkerView Together(TimePoint now) const;
};

// What a gateway saw since it last told.
struct ChannelArrivals {
  std::string channel;
  TimePoint since{};  // kept only if nobody has told one yet
  std::optional<TimePoint> in_at, report_at, refused_at;
  int64_t refused = 0;  // more
};
struct ChannelView {
  std::string channel;
  WorkerView view;
  std::optional<TimePoint> out_at;
};

class ChannelStatuses {
 public:
  explicit ChannelStatuses(Redis& redis) : redis_(redis) {}  // must outlive it
  // In the order of `channels`; of one that nobody has told of, everything is empty.
  Result<std::vector<ChannelStatus>> Read(const std::vector<std::string>& channels);
  Status TellArrivals(const std::vector<ChannelArrivals>& news);
  // A gateway takes webhooks of these channels.
  Status TellGateway(const std::vector<std::string>& channels, TimePoint now);
  Status TellViews(const std::vector<ChannelView>& views);
  Status Forget(const std::string& channel, const std::string& worker);
  // Whether nothing came in for `alarm` (0: no alarm) as of `now`; notes when that begins and ends.
  // Of all programs that ask, the first to see the change logs it.
  Result<bool> WatchSilence(const ChannelStatus& status, Millis alarm, TimePoint now);

 private:
  Status RunEach(const std::vector<Command>& commands);

  Redis& redis_;
};

std::string ChannelKey(const std::string& channel);  // "tl:channel:kannel"

}  // namespace tipline::store
