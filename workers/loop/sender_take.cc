// Which messages are taken, and what stands against sending them.
#include <algorithm>
#include <utility>

#include "flows/base/phone.h"
#include "gateway/base/log.h"
#include "gateway/base/outbound_box.h"
#include "workers/loop/counts.h"
#include "workers/loop/send_routes.h"
#include "workers/loop/send_rules.h"
#include "workers/loop/sender.h"

namespace tipline::workers {

using What = flows::Ruling::What;

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

// Nobody wants it any more.
bool Sender::IsPast(const store::OutboundRow& row) {
  if (Now() - row.created_at > LifeOf(row.kind, !row.case_id.empty())) {
    GiveUp(row, "expired", "too_old");
    return true;
  }
  if (row.referral_id.empty()) return false;
  const auto referral = services_.cases.FindReferral(row.referral_id);
  if (!referral || referral->status == "offered") return false;
  // An alert for what was answered, withdrawn or passed on would only confuse.
  End(row, "expired", "referral_" + referral->status);
  return true;
}

// Whether it may go to another channel although somebody may have it already: after as many tries
// as would have settled that, or, where none are made, after the time that they take. `tries`: on
// the channel that it is on.
bool Sender::MayLeave(const store::OutboundRow& row, int tries) const {
  if (row.unsure == 0 || tries > kMaxUnsureRetries) return true;
  const Millis most = row.kind == OutboundClass::kAlert ? kLastUnsureAlert : kLastUnsureRetry;
  return IsStopped(row.channel) && Now() - row.created_at > most;
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

std::function<bool(const std::string& id)> Sender::ClosedTo(const store::OutboundRow& row) const {
  const bool urgent = row.urgent || row.kind == OutboundClass::kAlert;
  const Millis most = urgent ? flows::kUrgentInstead : flows::kWaitInstead;
  return [this, most](const std::string& id) { return IsStopped(id) || PauseOf(id) >= most; };
}

// Its channel cannot carry it now: it went to another one, or is held.
bool Sender::CannotCarry(const Sending& sending) {
  const store::OutboundRow& row = sending.row;
  const auto closed = ClosedTo(row);
  if (MayLeave(row, row.attempts - 1 - row.left_at)) {  // this one was not made yet
    const auto routes =
        RoutesOf(services_, row, sending.message.channel, sending.country, closed, true, Now());
    const size_t best = flows::ChooseFirst(routes);
    if (best != 0) {
      LogInfo("message_moved", {{"id", row.id}, {"to", routes[best].channel}});
      store::Attempt& attempt = End(row, "queued", row.reason, Now());
      attempt.untried = true;
      attempt.channel = routes[best].channel;
      attempt.unsure = 0;  // of the new channel
      look_at_ = {};
      return true;
    }
  }
  const auto channel = services_.settings.channels.find(row.channel);
  const char* reason = nullptr;
  if (channel == services_.settings.channels.end())
    reason = "no such channel";
  else if (channel->second.api_url.empty())
    reason = "channel has no api_url";
  else if (!Serves(channel->second, sending.country))
    reason = "country_not_served";
  // Each asked once: the time goes on meanwhile.
  const bool stopped = IsStopped(row.channel), shut = stopped || closed(row.channel);
  if (reason != nullptr && !row.referral_id.empty())
    GiveUp(row, "failed", reason);  // somebody waits for help: the next responder is asked at once
  else if (reason != nullptr)
    Hold(row, reason, std::nullopt, false);
  else if (stopped)
    Hold(row, channels_[row.channel].stopped_for,
         Now() + (channels_[row.channel].stopped_until - Pace()), false);
  else if (shut)  // perhaps another one can in a moment
    PutBack(row, row.reason.empty() ? "rate" : row.reason, Now() + flows::kUrgentInstead);
  return reason != nullptr || shut;
}

bool Sender::MayNot(const Sending& sending) {
  const store::OutboundRow& row = sending.row;
  const auto ruling = RuleOn(services_, row, sending.message, sending.reserved, Now());
  if (!ruling) {  // the store cannot say: not without it
    PutBack(row, "not_known", Now() + kFirstSendRetry);
    return true;
  }
  if (ruling->what == What::kGo) return false;
  const bool in_time = ruling->until - row.created_at <= LifeOf(row.kind, !row.case_id.empty());
  if (ruling->what == What::kRefuse) {
    Counts().refused.Add();
    GiveUp(row, "rejected", ruling->reason);
  } else if (in_time) {
    Hold(row, ruling->reason, ruling->until, false);
  } else {
    GiveUp(row, "expired", ruling->reason);
  }
  return true;
}

void Sender::Prepare(const store::OutboundRow& row) {
  if (IsPast(row)) return;
  Sending sending;
  sending.row = row;
  const auto plain = OpenOutbound(services_.keys, row.box);
  auto message = plain ? DecodeOutbound(*plain) : Result<Outbound>(plain.error());
  if (!message) return GiveUp(row, "failed", "box_does_not_open");
  sending.message = *std::move(message);
  sending.message.id = row.id;
  sending.country = CountryOf(sending.message.to.Reveal());
  if (CannotCarry(sending)) return;
  const ChannelSettings& channel = services_.settings.channels.at(row.channel);
  sending.provider = gateway::FindProvider(channel.provider);
  if (sending.provider == nullptr) return GiveUp(row, "failed", "no_such_provider");
  sending.segments = SegmentsOf(sending.message);
  sending.reserved = channel.cost_per_segment_micros * sending.segments;
  if (MayNot(sending)) return;
  services_.spending.Begin(channel, sending.reserved);
  sending.ready_at = Pace();
  channels_[row.channel].ready.push_back(std::move(sending));
  ++ready_;
}

}  // namespace tipline::workers
