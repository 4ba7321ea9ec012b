#include "gateway/webhooks/pulse.h"

#include <initializer_list>
#include <utility>
#include <vector>

#include "gateway/base/log.h"

namespace tipline::gateway {
namespace {

// Of people. One that could not be taken shows that the way to us is open, too.
constexpr std::initializer_list<Outcome> kIn = {
    Outcome::kTurn, Outcome::kTip,    Outcome::kRepeat,     Outcome::kSpooled,
    Outcome::kPart, Outcome::kNotice, Outcome::kUnavailable};
constexpr std::initializer_list<Outcome> kReports = {Outcome::kStatus, Outcome::kIgnored};

double Sum(const Tally& tally, const std::string& channel, std::initializer_list<Outcome> of) {
  double sum = 0;
  for (const Outcome one : of)
    sum += tally.Value(channel, one);
  return sum;
}

// Also when the machine's clock was set back.
bool IsDue(TimePoint& at, Millis every, TimePoint now) {
  if (now < at && at <= now + every) return false;
  at = now + every;
  return true;
}

}  // namespace

Pulse::Channel::Channel(const std::string& id, TimePoint since)
    : silent("tipline_channel_silent",
             "1 while nothing came in for longer than silence_alarm_minutes", {{"channel", id}}),
      last_in("tipline_channel_last_in_seconds",
              "When the last message of a person came in through this program, Unix time; 0: none",
              {{"channel", id}}) {
  news.channel = id;
  news.since = since;
}

Pulse::Pulse(const Settings& settings, const Tally& tally, const Clock& clock)
    : settings_(settings), tally_(tally), clock_(clock) {
  for (const auto& [id, channel] : settings.channels)
    channels_.try_emplace(id, id, clock.Now());
}

void Pulse::Count(TimePoint now) {
  const auto more = [](double& known, double counted) {
    return counted - std::exchange(known, counted);
  };
  for (auto& [id, channel] : channels_) {
    if (more(channel.in, Sum(tally_, id, kIn)) > 0) {
      channel.news.in_at = now;
      channel.last_in.Set(static_cast<double>(ToMillis(now)) / 1000);
    }
    if (more(channel.reports, Sum(tally_, id, kReports)) > 0) channel.news.report_at = now;
    const double refused = more(channel.refused, tally_.Value(id, Outcome::kRejected));
    if (refused <= 0) continue;
    channel.news.refused_at = now;
    channel.news.refused += static_cast<int64_t>(refused);
  }
}

Status Pulse::Tell(store::Redis& redis) {
  std::vector<store::ChannelArrivals> all;
  for (const auto& [id, channel] : channels_) {
    const store::ChannelArrivals& news = channel.news;
    if (!channel.told || news.in_at || news.report_at || news.refused_at) all.push_back(news);
  }
  TRY(store::ChannelStatuses(redis).TellArrivals(all));
  for (auto& [id, channel] : channels_) {
    channel.told = true;
    channel.news = {id, channel.news.since, {}, {}, {}, 0};
  }
  return Unit{};
}

Status Pulse::LookForSilence(store::Redis& redis, TimePoint now) {
  std::vector<std::string> watched;
  watched.reserve(channels_.size());
  for (const auto& [id, channel] : channels_)
    watched.push_back(id);
  store::ChannelStatuses statuses(redis);
  TRY(statuses.TellGateway(watched, now));  // check-ins wait while nobody says so
  TRY_ASSIGN(const auto all, statuses.Read(watched));
  for (const store::ChannelStatus& one : all) {
    Channel& channel = channels_.at(one.channel);
    if (!one.since) channel.told = false;  // Redis came back empty
    const Millis alarm = settings_.channels.at(one.channel).silence_alarm;
    TRY_ASSIGN(const bool silent, statuses.WatchSilence(one, alarm, now));
    channel.silent.Set(silent ? 1 : 0);
  }
  return Unit{};
}

void Pulse::Beat(store::Redis& redis) {
  const TimePoint now = clock_.Now();
  if (!IsDue(beat_at_, kPulseEvery, now)) return;
  Count(now);
  Status done = Tell(redis);
  if (done && IsDue(look_at_, kSilenceLook, now)) done = LookForSilence(redis, now);
  if (!done && !failed_) LogWarning("channel_status_not_written", done.error());
  failed_ = !done;
}

}  // namespace tipline::gateway
