#include "flows/checkin/watch.h"

#include <algorithm>
#include <utility>

namespace tipline::flows {
namespace {

constexpr const char* kAway = "away";
constexpr const char* kClock = "clock";
constexpr const char* kStaff = "staff";

bool IsOf(const Outage& outage, const std::string& channel) {
  return outage.channel.empty() || outage.channel == channel;
}

Outage* OpenOne(Watch& watch, const std::string& channel, bool by_staff) {
  const auto found =
      std::find_if(watch.outages.begin(), watch.outages.end(), [&](const Outage& one) {
        return !one.ended && one.channel == channel && (one.cause == kStaff) == by_staff;
      });
  return found == watch.outages.end() ? nullptr : &*found;
}

void Begin(Watch& watch, const std::string& channel, const char* cause, TimePoint since) {
  const bool by_staff = cause == std::string(kStaff);
  if (OpenOne(watch, channel, by_staff) != nullptr) return;
  for (Outage& one : watch.outages) {
    if (by_staff || !one.ended || one.channel != channel) continue;
    if (one.cause == kStaff || one.cause == kClock || since - *one.ended >= kSameOutage) continue;
    one.ended.reset();
    return;
  }
  watch.outages.push_back({channel, since, std::nullopt, cause, false});
}

void End(Watch& watch, const std::string& channel, TimePoint now, bool by_staff = false) {
  if (Outage* open = OpenOne(watch, channel, by_staff)) open->ended = std::max(now, open->began);
}

// Everything that was said about time is of another clock.
void SetBack(Watch& watch, TimePoint now) {
  for (Outage& one : watch.outages) {
    one.began = std::min(one.began, now);
    if (one.ended) one.ended = std::min(*one.ended, now);
  }
  watch.outages.push_back({"", now, now, kClock, false});
}

void Beat(Watch& watch, const Seen& seen) {
  const bool first = watch.beat_at == TimePoint{};
  const TimePoint alive = std::min(seen.now, *seen.gateway_at);
  if (!first && watch.beat_at > seen.now + kBeatGap) {
    SetBack(watch, seen.now);
    watch.beat_at = alive;
    return;
  }
  if (!first && alive - watch.beat_at > kBeatGap) Begin(watch, "", kAway, watch.beat_at);
  End(watch, "", seen.now);
  watch.beat_at = first ? alive : std::max(watch.beat_at, alive);
}

}  // namespace

Watch Look(Watch watch, const Seen& seen) {
  // A gateway whose clock is a little ahead is there, too.
  const bool alive = seen.gateway_at && seen.now - *seen.gateway_at <= kGatewayFresh &&
                     *seen.gateway_at - seen.now <= kGatewayFresh;
  if (alive)
    Beat(watch, seen);
  else if (watch.beat_at != TimePoint{} && seen.now - watch.beat_at > kBeatGap)
    Begin(watch, "", kAway, watch.beat_at);
  for (const ChannelNow& one : seen.channels) {
    if (one.cause.empty())
      End(watch, one.channel, seen.now);
    else
      Begin(watch, one.channel, one.cause == "down" ? "down" : "silent",
            std::min(one.trouble_since, seen.now));
  }
  std::erase_if(watch.outages, [&](const Outage& one) {
    return one.ended && *one.ended + kOutagesKept < seen.now;
  });
  return watch;
}

Watch PauseAlarms(Watch watch, TimePoint now) {
  Begin(watch, "", kStaff, now);
  return watch;
}

Watch ResumeAlarms(Watch watch, TimePoint now) {
  End(watch, "", now, true);
  return watch;
}

bool IsBlind(const Watch& watch, const std::string& channel, TimePoint now) {
  if (now - watch.beat_at > kBeatGap || watch.beat_at > now + kBeatGap) return true;
  return std::any_of(watch.outages.begin(), watch.outages.end(),
                     [&](const Outage& one) { return !one.ended && IsOf(one, channel); });
}

std::optional<TimePoint> EndOfOutage(const Watch& watch, const std::string& channel,
                                     TimePoint since, TimePoint now) {
  std::optional<TimePoint> last;
  for (const Outage& one : watch.outages) {
    if (!one.ended || !IsOf(one, channel) || *one.ended <= since || *one.ended > now) continue;
    last = std::max(last.value_or(*one.ended), *one.ended);
  }
  return last;
}

}  // namespace tipline::flows
