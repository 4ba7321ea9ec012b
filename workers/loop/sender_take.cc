// Which messages are taken: as many as their channels have room for.
#include <algorithm>
#include <utility>

#include "workers/loop/sender.h"

namespace tipline::workers {

// How many more of the channel may be taken: what can be under way, and, where there is a rate,
// what gets a permit now or in a moment. More would only stand in the way of what is more urgent.
int Sender::RoomOf(const ChannelSettings* settings, const Channel& channel) const {
  const int waiting = static_cast<int>(channel.ready.size());
  const int room = std::max(0, kMaxPerChannel - channel.under_way - waiting);
  const store::Micros since = Pace() - channel.permit_at;  // negative: none yet
  if (channel.paused_until > Pace() || since < -store::Micros(kPermitsAhead)) return 0;
  if (settings == nullptr || settings->rate_per_second <= 0) return room;
  const store::Micros interval = store::IntervalOf(*settings);
  const int64_t now = since.count() < 0 ? 0 : 1 + since / interval;
  const int64_t soon = store::Micros(kPermitsAhead) / interval;
  const int64_t permits = std::min<int64_t>(now, settings->burst) + soon - waiting;
  return static_cast<int>(std::clamp<int64_t>(permits, 0, room));
}

std::vector<std::string> Sender::Closed() const {
  std::vector<std::string> closed;
  for (const auto& [id, channel] : channels_) {
    const auto settings = services_.settings.channels.find(id);
    const bool known = settings != services_.settings.channels.end();
    // Where others can take over, they are asked.
    const bool stopped =
        channel.stopped_until > Pace() && !(known && !settings->second.failover.empty());
    const bool full =
        channel.under_way + static_cast<int>(channel.ready.size()) + kTakeAtOnce > kMaxPerChannel;
    if (stopped || full || RoomOf(known ? &settings->second : nullptr, channel) <= 0)
      closed.push_back(id);
  }
  return closed;
}

// Of Closed(): an alert does not wait for the end of a long pause where another channel could have
// it; CannotCarry looks for one.
std::vector<std::string> Sender::OnlyAlerts() const {
  std::vector<std::string> only;
  for (const auto& [id, channel] : services_.settings.channels)
    if (!channel.failover.empty() && !IsStopped(id) && PauseOf(id) >= flows::kUrgentInstead)
      only.push_back(id);
  return only;
}

bool Sender::IsStopped(const std::string& id) const {
  const auto channel = channels_.find(id);
  return channel != channels_.end() && channel->second.stopped_until > Pace();
}

// Until the next message of it could leave.
Millis Sender::PauseOf(const std::string& id) const {
  const auto channel = channels_.find(id);
  if (channel == channels_.end()) return Millis(0);
  return std::max(channel->second.paused_until, channel->second.permit_at) - Pace();
}

bool Sender::IsFull() const {
  return std::any_of(channels_.begin(), channels_.end(), [](const auto& one) {
    return one.second.under_way + kTakeAtOnce > kMaxPerChannel;
  });
}

// Of what is due, in its order, as many of each channel as there is room for.
std::vector<store::OutboundRow> Sender::Choose(std::vector<store::OutboundRow> due) {
  std::map<std::string, int> room;
  std::vector<store::OutboundRow> chosen;
  const std::vector<std::string> only_alerts = OnlyAlerts();
  for (store::OutboundRow& row : due) {
    if (row.kind == OutboundClass::kAlert &&
        std::find(only_alerts.begin(), only_alerts.end(), row.channel) != only_alerts.end()) {
      chosen.push_back(std::move(row));  // it needs no room there
      continue;
    }
    auto known = room.find(row.channel);
    if (known == room.end()) {
      const auto settings = services_.settings.channels.find(row.channel);
      const bool there = settings != services_.settings.channels.end();
      known = room.emplace(row.channel,
                           RoomOf(there ? &settings->second : nullptr, channels_[row.channel]))
                  .first;
    }
    if (known->second <= 0) {
      channels_[row.channel].backlogged = true;
      continue;
    }
    --known->second;
    chosen.push_back(std::move(row));
  }
  return chosen;
}

Result<size_t> Sender::TakeDue(const std::vector<store::Lease>& held) {
  size_t taken = 0;
  if (Pace() < look_at_) return taken;
  std::vector<int> partitions;
  partitions.reserve(held.size());
  for (const store::Lease& lease : held)
    partitions.push_back(lease.partition);
  for (auto& [id, channel] : channels_)
    channel.backlogged = false;
  int room = kMaxUnderWay - static_cast<int>(under_way());
  while (room > 0) {
    const int limit = std::min(room, kMaxPerChannel);
    size_t seen = 0;
    Hear(Millis(0));  // each commit may take its time, and other lanes must hear of a 429
    TRY(TellSlow());
    // The same commit writes what was heard.
    TRY_ASSIGN(const auto rows, services_.outbound.Take(
                                    partitions, Closed(), limit, Now(), attempts_, turn_,
                                    [&](std::vector<store::OutboundRow> due) {
                                      seen = due.size();
                                      return Choose(std::move(due));
                                    },
                                    OnlyAlerts()));
    Written();
    turn_ += rows.size();
    for (const store::OutboundRow& row : rows)
      Begin(row);
    taken += rows.size();
    room -= static_cast<int>(rows.size());
    if (static_cast<int>(seen) == limit) continue;  // what was left has no room now: see Closed
    const bool backlogged = std::any_of(channels_.begin(), channels_.end(),
                                        [](const auto& one) { return one.second.backlogged; });
    look_at_ = Pace() + (backlogged ? kBackloggedLook : kSendLook);
    more_when_heard_ = IsFull();
    break;
  }
  return taken;
}

void Sender::Begin(const store::OutboundRow& row) {
  ours_.insert(row.id);
  try {
    Prepare(row);
  } catch (...) {  // one message that makes an adapter throw must not stop the others
    Stumbled(row);
  }
}

}  // namespace tipline::workers
