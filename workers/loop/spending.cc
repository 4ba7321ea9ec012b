#include "workers/loop/spending.h"

#include "flows/base/zone.h"
#include "gateway/base/log.h"

namespace tipline::workers {
namespace {

double ShareOf(int64_t micros, const ChannelSettings& channel) {
  return static_cast<double>(micros) / static_cast<double>(channel.daily_cap_micros);
}

}  // namespace

void Spending::Read(const ChannelSettings& channel, Channel& known, TimePoint now) {
  const std::string day = LocalDay(channel.time_zone, now);
  const bool fresh = known.day == day && now >= known.read_at && now - known.read_at < kSpendAge;
  if (fresh) return;
  const auto spent = records_.SpendOf(channel.id, day, channel.currency);
  if (!spent && known.day == day) return;
  known.spent = spent ? spent->cost_micros : 0;
  known.day = day;
  known.read_at = now;
  Gauge("tipline_channel_spend_share", "Share of the daily cap that is spent",
        {{"channel", channel.id}})
      .Set(ShareOf(known.spent, channel));
  WarnOnce(channel, known);
}

void Spending::WarnOnce(const ChannelSettings& channel, Channel& known) {
  const double share = ShareOf(known.spent, channel);
  if (share < kSpendWarns || known.warned == known.day) return;
  known.warned = known.day;
  LogWarning("spend_near_cap",
             {{"channel", channel.id}, {"percent", static_cast<int>(share * 100)}});
}

bool Spending::Fits(const ChannelSettings& channel, int64_t micros, TimePoint now) {
  return FitsInto(channel.daily_cap_micros, channel, micros, now);
}

bool Spending::FitsAnswer(const ChannelSettings& channel, int64_t micros, TimePoint now) {
  const int64_t reserve = channel.daily_cap_micros / 100 * kAnswerReserve;
  return FitsInto(channel.daily_cap_micros + reserve, channel, micros, now);
}

bool Spending::FitsInto(int64_t most, const ChannelSettings& channel, int64_t micros,
                        TimePoint now) {
  if (channel.daily_cap_micros <= 0) return true;
  const std::scoped_lock lock(mutex_);
  Channel& known = channels_[channel.id];
  Read(channel, known, now);
  const int64_t taken = known.spent + known.under_way;
  return taken < most && taken + micros <= most;
}

void Spending::Begin(const ChannelSettings& channel, int64_t micros) {
  if (channel.daily_cap_micros <= 0) return;
  const std::scoped_lock lock(mutex_);
  channels_[channel.id].under_way += micros;
}

void Spending::End(const ChannelSettings& channel, int64_t begun, int64_t micros) {
  if (channel.daily_cap_micros <= 0) return;
  const std::scoped_lock lock(mutex_);
  Channel& known = channels_[channel.id];
  known.under_way -= begun;
  known.spent += micros;
  WarnOnce(channel, known);
}

}  // namespace tipline::workers
