#include "workers/loop/sender.h"

#include <algorithm>
#include <utility>

#include "gateway/base/log.h"
#include "gateway/base/outbound_box.h"
#include "workers/loop/counts.h"

namespace tipline::workers {
namespace {

http::ClientRequest Wrap(gateway::SendRequest request) {
  http::ClientRequest out;
  out.method = std::move(request.method);
  out.url = std::move(request.url);
  out.headers = std::move(request.headers);
  out.body = std::move(request.body);
  return out;
}

}  // namespace

Sender::Sender(Services& services, std::function<Status(const std::string&)> unreached)
    : services_(services), unreached_(std::move(unreached)), client_(http::MakeHttpClient()) {}

Sender::~Sender() = default;

Result<size_t> Sender::Step(const std::vector<store::Lease>& held, Millis wait) {
  // First of all the answers: a store that is slow or away must not make them late, or what was
  // sent would count as timed out.
  size_t did = Hear(wait);
  if (!opened_) TRY(OpenChannels());
  TRY(Reclaim(held));
  for (auto& [id, channel] : channels_) {
    if (channel.stopped_until == TimePoint{} || channel.stopped_until > Pace()) continue;
    TRY(Write());  // what is to be held must lie there when it is let go
    const auto released = services_.outbound.Release(id, Now());
    if (!released) return released.error();
    channel.stopped_until = {};
  }
  TRY_ASSIGN(const size_t taken, TakeDue(held));
  TRY(Write());
  if (taken > 0 && Hear(Millis(0)) > 0) TRY(Write());  // they are on their way now
  return did + taken;
}

Result<size_t> Sender::Collect(Millis wait) {
  const size_t heard = Hear(wait);
  TRY(Write());
  return heard;
}

size_t Sender::Hear(Millis wait) {
  const size_t heard = client_->Poll(wait);
  if (heard > 0 && more_when_heard_) look_at_ = {};  // there is room again, and perhaps more is due
  return heard;
}

void Sender::Finish(const std::function<void()>& meanwhile) {
  while (client_->under_way() > 0) {  // each has its time-out
    // Written at once: who is killed while it waits loses less.
    const auto heard = Collect(Millis(200));
    if (!heard) LogWarning("sends_not_written", heard.error());
    meanwhile();
  }
  const Status written = Write();
  if (!written) LogWarning("sends_not_written", written.error());
}

Status Sender::Write() {
  if (attempts_.empty()) return Unit{};
  TRY(services_.outbound.Finish(attempts_, Now()));
  Written();
  return Unit{};
}

void Sender::Written() {
  for (const store::Attempt& attempt : attempts_)
    ours_.erase(attempt.id);
  attempts_.clear();
}

// A channel that can send now lets go of what it held; one that cannot holds what is queued, with
// the reason.
Status Sender::OpenChannels() {
  for (const auto& [id, channel] : services_.settings.channels) {
    if (channel.api_url.empty()) continue;
    const auto released = services_.outbound.Release(id, Now());
    if (!released) return released.error();
  }
  opened_ = true;
  return Unit{};
}

// What a lane before us left half-sent. Again and again, not only when a partition is new: what was
// under way when it changed hands, or was taken under a lease that was over, becomes old enough
// only later.
Status Sender::Reclaim(const std::vector<store::Lease>& held) {
  if (Pace() < reclaim_at_) return Unit{};
  std::vector<int> partitions;
  partitions.reserve(held.size());
  for (const store::Lease& lease : held)
    partitions.push_back(lease.partition);
  const auto reclaimed = services_.outbound.Reclaim(partitions, Now() - kLeftBehind, ours_, Now());
  if (!reclaimed) return reclaimed.error();
  if (*reclaimed > 0) LogInfo("sends_reclaimed", {{"messages", *reclaimed}});
  reclaim_at_ = Pace() + kReclaimLook;
  return Unit{};
}

std::vector<std::string> Sender::Closed() const {
  std::vector<std::string> closed;
  for (const auto& [id, channel] : channels_) {
    const bool full = channel.under_way + kTakeAtOnce > kMaxPerChannel;
    if (full || channel.paused_until > Pace() || channel.stopped_until > Pace())
      closed.push_back(id);
  }
  return closed;
}

bool Sender::IsFull() const {
  return std::any_of(channels_.begin(), channels_.end(), [](const auto& one) {
    return one.second.under_way + kTakeAtOnce > kMaxPerChannel;
  });
}

// So few that no open channel gets too many, even if all are of one.
int Sender::MostAtOnce() const {
  int most = kMaxPerChannel;
  for (const auto& [id, channel] : channels_) {
    const int room = kMaxPerChannel - channel.under_way;
    if (room >= kTakeAtOnce) most = std::min(most, room);
  }
  return most;
}

Result<size_t> Sender::TakeDue(const std::vector<store::Lease>& held) {
  size_t taken = 0;
  if (Pace() < look_at_) return taken;
  std::vector<int> partitions;
  partitions.reserve(held.size());
  for (const store::Lease& lease : held)
    partitions.push_back(lease.partition);
  int room = kMaxUnderWay - static_cast<int>(client_->under_way());
  while (room > 0) {
    const int limit = std::min(room, MostAtOnce());
    // The same commit writes what was heard.
    TRY_ASSIGN(const auto rows,
               services_.outbound.Take(partitions, Closed(), limit, Now(), attempts_));
    Written();
    for (const store::OutboundRow& row : rows)
      Begin(row);
    taken += rows.size();
    room -= static_cast<int>(rows.size());
    if (static_cast<int>(rows.size()) == limit) continue;
    look_at_ = Pace() + kSendLook;
    more_when_heard_ = IsFull();
    break;
  }
  return taken;
}

void Sender::Begin(const store::OutboundRow& row) {
  ours_.insert(row.id);
  try {
    StartSend(row);
  } catch (...) {  // one message that makes an adapter throw must not stop the others
    Stumbled(row);
  }
}

bool Sender::Refuse(const store::OutboundRow& row) {
  if (Now() - row.created_at > kGiveUpAfter) {
    GiveUp(row, "expired", "too_old");
    return true;
  }
  const auto channel = services_.settings.channels.find(row.channel);
  const bool known = channel != services_.settings.channels.end();
  if (!known || channel->second.api_url.empty()) {
    Counts().held.Add();
    End(row, "held", known ? "channel has no api_url" : "no such channel");
    return true;
  }
  if (row.referral_id.empty()) return false;
  const auto referral = services_.cases.FindReferral(row.referral_id);
  if (!referral || referral->status == "offered") return false;
  // An alert for what was answered, withdrawn or passed on would only confuse.
  End(row, "expired", "referral_" + referral->status);
  return true;
}

void Sender::StartSend(const store::OutboundRow& row) {
  if (Refuse(row)) return;
  const ChannelSettings& channel = services_.settings.channels.at(row.channel);
  const gateway::Provider* provider = gateway::FindProvider(channel.provider);
  if (provider == nullptr) return GiveUp(row, "failed", "no_such_provider");
  const auto plain = OpenOutbound(services_.keys, row.box);
  auto message = plain ? DecodeOutbound(*plain) : Result<Outbound>(plain.error());
  if (!message) return GiveUp(row, "failed", "box_does_not_open");
  message->id = row.id;
  const std::string status_url = gateway::StatusUrl(services_.settings, channel, row.id);
  const std::string nonce = RandomToken(12);
  auto request = provider->BuildSend(*message, channel, {status_url, {}, Now(), nonce});
  if (!request && request.error().code == Code::kUnavailable) {
    // A secret or a sender is missing: the message waits until somebody has put that right.
    gateway::SendResult result;
    result.outcome = gateway::SendClass::kConfig;
    result.reason = request.error().message;
    return Judge(row, result);
  }
  if (!request) return GiveUp(row, "failed", "cannot_be_built");
  client_->Start(Wrap(*std::move(request)), [this, row, provider](const http::ClientReply& reply) {
    --channels_[row.channel].under_way;
    try {
      Answered(row, *provider, reply);
    } catch (...) {  // an answer that nobody can read: the request was taken, perhaps
      Counts().faults.Add();
      gateway::SendResult result;
      result.reason = "answer_not_read";
      Unsure(row, result);
    }
  });
  ++channels_[row.channel].under_way;
}

}  // namespace tipline::workers
