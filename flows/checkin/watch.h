// The watchdog of check-ins: when we ourselves could not be reached, a traveller's silence says
// nothing. What is known of that is a durable beat and a list of our own outages; both are changed
// by Look, again and again, in whichever program is alive. Pure; thread-safe. Tests:
// tests/flows/checkin/watch_test.cc, data in tests/data/checkin/watch.json
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/base/time.h"

namespace tipline::flows {

// What must wait is looked at again as often. Not as long as the lease of a timer lasts
// (gateway/store/live/timers.h): one that is set for the very end of its lease is taken for done.
constexpr Millis kWatchEvery{45'000};
// A beat that is missing for so long is an outage; so is a clock that jumped by more.
constexpr Millis kBeatGap{300'000};
// The gateway says every few seconds that it is there; who has not for so long is away. So is one
// that says it of a moment so far ahead: it said so before the clock was set back.
constexpr Millis kGatewayFresh{120'000};
// An outage that comes back sooner than this is the same one.
constexpr Millis kSameOutage{900'000};
constexpr Millis kOutagesKept{8 * 24 * 3'600'000LL};  // longer than any check-in waits

struct Outage {
  std::string channel;  // empty: all of them
  TimePoint began{};
  std::optional<TimePoint> ended;  // none: it goes on
  std::string cause;               // "away", "clock", "silent", "down", "staff"
  bool told = false;               // staff were paged
};

struct Watch {
  TimePoint beat_at{};  // at this moment webhooks, Redis and a worker were alive
  std::vector<Outage> outages;
};

struct ChannelNow {
  std::string channel;
  std::string cause;        // "silent", "down"; empty: it does
  TimePoint trouble_since;  // of that
};
// What a worker sees.
struct Seen {
  TimePoint now{};
  std::optional<TimePoint>
      gateway_at;  // when a gateway last said so; none: Redis is away, or it is
  std::vector<ChannelNow> channels;
};

// The watch as of now. Idempotent; any number of workers may look.
Watch Look(Watch watch, const Seen& seen);

// Staff stop or allow alarms to contacts by hand.
Watch PauseAlarms(Watch watch, TimePoint now);
Watch ResumeAlarms(Watch watch, TimePoint now);

// Of this channel alarms must wait now: an outage goes on, or nobody knows that none does.
bool IsBlind(const Watch& watch, const std::string& channel, TimePoint now);
// The end of the last outage of the channel that was over at `now` and was not at `since`.
std::optional<TimePoint> EndOfOutage(const Watch& watch, const std::string& channel,
                                     TimePoint since, TimePoint now);

}  // namespace tipline::flows
