#include "workers/loop/sender.h"

#include <algorithm>
#include <utility>

#include "gateway/base/log.h"
#include "workers/loop/counts.h"

namespace tipline::workers {
namespace {

using gateway::SendClass;

// Full jitter: many messages that failed together do not come back together.
Millis Jittered(int attempts) {
  Millis ceiling = kFirstSendRetry;
  for (int i = 1; i < attempts && ceiling < kLastSendRetry; ++i)
    ceiling *= 2;
  ceiling = std::min(ceiling, kLastSendRetry);
  uint32_t chance = 0;
  RandomBytes(&chance, sizeof chance);
  return Millis(ceiling.count() / 4 + static_cast<int64_t>(chance) % (ceiling.count() * 3 / 4 + 1));
}

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

// What the holder before us left half-sent in a partition that is newly ours.
Status Sender::Adopt(const std::vector<store::Lease>& held) {
  std::vector<int> fresh;
  std::set<std::pair<int, int64_t>> now;
  for (const store::Lease& lease : held) {
    now.insert({lease.partition, lease.epoch});
    if (!adopted_.contains({lease.partition, lease.epoch})) fresh.push_back(lease.partition);
  }
  if (!fresh.empty()) {
    const auto reclaimed = services_.outbound.Reclaim(fresh, Now());
    if (!reclaimed) return reclaimed.error();
    if (*reclaimed > 0) LogInfo("sends_reclaimed", {{"messages", *reclaimed}});
  }
  adopted_ = std::move(now);
  return Unit{};
}

std::vector<std::string> Sender::Closed() const {
  std::vector<std::string> closed;
  for (const auto& [id, channel] : channels_) {
    if (channel.paused_until > Now() || channel.stopped_until > Now()) closed.push_back(id);
  }
  return closed;
}

Result<size_t> Sender::Step(const std::vector<store::Lease>& held, Millis wait) {
  size_t did = 0;
  if (!opened_) TRY(OpenChannels());
  TRY(Adopt(held));
  for (auto& [id, channel] : channels_) {
    if (channel.stopped_until == TimePoint{} || channel.stopped_until > Now()) continue;
    channel.stopped_until = {};
    const auto released = services_.outbound.Release(id, Now());
    if (!released) return released.error();
  }
  const int room = kMaxUnderWay - static_cast<int>(client_->under_way());
  if (room > 0 && Now() >= look_at_) {
    std::vector<int> partitions;
    for (const store::Lease& lease : held)
      partitions.push_back(lease.partition);
    TRY_ASSIGN(const auto rows, services_.outbound.Take(partitions, Closed(), room, Now()));
    for (const store::OutboundRow& row : rows)
      Begin(row);
    if (static_cast<int>(rows.size()) < room) look_at_ = Now() + kSendLook;
    did += rows.size();
  }
  did += client_->Poll(wait);
  TRY(Write());
  return did;
}

void Sender::Finish() {
  while (client_->under_way() > 0)
    client_->Poll(Millis(200));  // each has its time-out
  const Status written = Write();
  if (!written) LogWarning("sends_not_written", written.error());
}

Status Sender::Write() {
  if (attempts_.empty()) return Unit{};
  TRY(services_.outbound.Finish(attempts_, Now()));
  attempts_.clear();
  return Unit{};
}

bool Sender::Refuse(const store::OutboundRow& row, store::Attempt& attempt) {
  attempt.id = row.id;
  if (Now() - row.created_at > kGiveUpAfter) {
    GiveUp(row, "expired", "too_old");
    return true;
  }
  const auto channel = services_.settings.channels.find(row.channel);
  const bool known = channel != services_.settings.channels.end();
  if (!known || channel->second.api_url.empty()) {
    attempt.state = "held";
    attempt.reason = known ? "channel has no api_url" : "no such channel";
    Counts().held.Add();
    attempts_.push_back(attempt);
    return true;
  }
  if (row.referral_id.empty()) return false;
  const auto referral = services_.cases.FindReferral(row.referral_id);
  if (!referral || referral->status == "offered") return false;
  attempt.state =
      "expired";  // an alert for what was answered, withdrawn or passed on would only confuse
  attempt.reason = "referral_" + referral->status;
  attempts_.push_back(attempt);
  return true;
}

void Sender::Begin(const store::OutboundRow& row) {
  store::Attempt attempt;
  if (Refuse(row, attempt)) return;
  const ChannelSettings& channel = services_.settings.channels.at(row.channel);
  const gateway::Provider* provider = gateway::FindProvider(channel.provider);
  if (provider == nullptr) return GiveUp(row, "failed", "no_such_provider");
  const auto plain = OpenCase(services_.keys, row.box);
  auto message = plain ? DecodeOutbound(*plain) : Result<Outbound>(plain.error());
  if (!message) return GiveUp(row, "failed", "box_does_not_open");
  message->id = row.id;
  auto request = provider->BuildSend(*message, channel,
                                     gateway::StatusUrl(services_.settings, channel, row.id));
  if (!request && request.error().code == Code::kUnavailable) {
    // A secret or a sender is missing: the message waits until somebody has put that right.
    gateway::SendResult result;
    result.outcome = SendClass::kConfig;
    result.reason = request.error().message;
    return Judge(row, result);
  }
  if (!request) return GiveUp(row, "failed", "cannot_be_built");
  client_->Start(Wrap(*std::move(request)), [this, row, provider](const http::ClientReply& reply) {
    if (reply.error == http::ClientError::kInvalid)
      return GiveUp(row, "failed", "bad_request_built");
    gateway::SendResult result = provider->ReadSend({reply.status, reply.body, reply.headers});
    if (reply.error != http::ClientError::kNone) {
      result = {};
      result.outcome = SendClass::kTemporary;
      result.reason = http::ClientErrorName(reply.error);
    }
    Judge(row, result);
  });
}

void Sender::Judge(const store::OutboundRow& row, const gateway::SendResult& result) {
  switch (result.outcome) {
    case SendClass::kSent:
      Counts().sent.Add();
      attempts_.push_back({row.id, IsFinal(result.state) ? DeliveryStateName(result.state) : "sent",
                           result.provider_id, result.reason, std::nullopt});
      return;
    case SendClass::kTemporary:
      return Later(row, result, false);
    case SendClass::kRateLimited:
      return Later(row, result, true);
    case SendClass::kConfig: {
      // Credentials, balance, sender: every further request would fail too. The message is kept.
      Counts().held.Add();
      attempts_.push_back({row.id, "held", "", result.reason, std::nullopt});
      TimePoint& stopped_until = channels_[row.channel].stopped_until;
      if (stopped_until > Now()) return;  // one of those that were under way already
      stopped_until = Now() + kConfigProbe;
      const auto held = services_.outbound.Hold(row.channel, result.reason, Now());
      LogError("channel_stopped",
               {{"channel", row.channel}, {"reason", result.reason}, {"held", held ? *held : 0}});
      return;
    }
    case SendClass::kOptOut:
      return GiveUp(row, "rejected", result.reason.empty() ? "opt_out" : result.reason);
    case SendClass::kPermanent:
      return GiveUp(row, result.state == DeliveryState::kRejected ? "rejected" : "failed",
                    result.reason);
  }
}

void Sender::Later(const store::OutboundRow& row, const gateway::SendResult& result,
                   bool rate_limited) {
  Counts().send_retries.Add();
  const Millis wait = std::max(Jittered(row.attempts), result.retry_after);
  if (rate_limited)
    channels_[row.channel].paused_until = Now() + std::max(result.retry_after, kFirstSendRetry);
  attempts_.push_back({row.id, "queued", "", result.reason, Now() + wait});
}

void Sender::GiveUp(const store::OutboundRow& row, const std::string& state,
                    const std::string& reason) {
  if (!row.referral_id.empty()) {
    const Status told = unreached_(row.referral_id);
    if (!told) {  // the next one must be asked: first make that sure, then give up
      attempts_.push_back({row.id, "queued", "", reason, Now() + kFirstSendRetry});
      return;
    }
  }
  Counts().send_failed.Add();
  LogWarning("message_given_up", {{"id", row.id}, {"channel", row.channel}, {"reason", reason}});
  attempts_.push_back({row.id, state, "", reason, std::nullopt});
}

}  // namespace tipline::workers
