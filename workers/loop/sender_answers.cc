// What follows from an answer of a provider, or from none.
#include <algorithm>
#include <array>
#include <string_view>

#include "gateway/base/log.h"
#include "workers/loop/counts.h"
#include "workers/loop/job.h"
#include "workers/loop/sender.h"

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

// How often nobody knew whether the request was taken lies in the reason while the message waits
// for its next try, so that it outlives this lane.
constexpr std::array<std::string_view, kMaxUnsureRetries> kUnsure = {"unsure_1", "unsure_2"};

Millis UnsureWait(OutboundClass kind, size_t times) {
  const bool first = times == 0;
  if (kind == OutboundClass::kAlert) return first ? kFirstUnsureAlert : kLastUnsureAlert;
  return first ? kFirstUnsureRetry : kLastUnsureRetry;
}

size_t UnsureTimes(const store::OutboundRow& row) {
  const auto* found = std::find(kUnsure.begin(), kUnsure.end(), row.reason);
  return found == kUnsure.end() ? 0 : static_cast<size_t>(found - kUnsure.begin()) + 1;
}

}  // namespace

void Sender::Answered(const store::OutboundRow& row, const gateway::Provider& provider,
                      const http::ClientReply& reply) {
  gateway::SendResult result;
  result.reason = http::ClientErrorName(reply.error);
  switch (reply.error) {
    case http::ClientError::kNone:
      return Judge(row, provider.ReadSend({reply.status, reply.body, reply.headers}));
    case http::ClientError::kInvalid:
      return GiveUp(row, "failed", "bad_request_built");
    case http::ClientError::kUnreached:
      return Later(row, result, false);
    case http::ClientError::kTimeout:
    case http::ClientError::kBroken:
      return Unsure(row, result);
    case http::ClientError::kTooLarge:  // it was taken; only what was said about it is missing
      result.outcome = SendClass::kSent;
      return Judge(row, result);
  }
}

void Sender::Judge(const store::OutboundRow& row, const gateway::SendResult& result) {
  switch (result.outcome) {
    case SendClass::kSent:
      Counts().sent.Add();
      return End(row, IsFinal(result.state) ? DeliveryStateName(result.state) : "sent",
                 result.reason, std::nullopt, result.provider_id);
    case SendClass::kTemporary:
      return Later(row, result, false);
    case SendClass::kUnsure:
      return Unsure(row, result);
    case SendClass::kRateLimited:
      return Later(row, result, true);
    case SendClass::kConfig: {
      // Credentials, balance, sender: every further request would fail too. The message is kept.
      Counts().held.Add();
      End(row, "held", result.reason);
      TimePoint& stopped_until = channels_[row.channel].stopped_until;
      if (stopped_until > Pace()) return;  // one of those that were under way already
      stopped_until = Pace() + kConfigProbe;
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
    channels_[row.channel].paused_until = Pace() + std::max(result.retry_after, kFirstSendRetry);
  End(row, "queued", result.reason, Now() + wait);
}

// The request may have been taken. Who waits for help must not be left without the message for one
// lost answer, nor get it every few minutes for a day from a provider that is only slow to answer.
void Sender::Unsure(const store::OutboundRow& row, const gateway::SendResult& result) {
  const size_t times = UnsureTimes(row);
  if (times >= kUnsure.size()) return GiveUp(row, "unknown", result.reason);
  Counts().send_retries.Add();
  LogInfo("send_unsure", {{"id", row.id}, {"channel", row.channel}, {"reason", result.reason}});
  const Millis wait = std::max(UnsureWait(row.kind, times) + Jittered(1), result.retry_after);
  End(row, "queued", std::string(kUnsure[times]), Now() + wait);
}

// Something of ours threw before the provider was asked.
void Sender::Stumbled(const store::OutboundRow& row) {
  Counts().faults.Add();
  if (row.attempts >= kMaxTries) return GiveUp(row, "failed", "internal");
  gateway::SendResult result;
  result.reason = "internal";
  Later(row, result, false);
}

void Sender::GiveUp(const store::OutboundRow& row, const std::string& state,
                    const std::string& reason) {
  if (!row.referral_id.empty()) {
    const Status told = unreached_(row.referral_id);
    // The next one must be asked: first make that sure, then give up.
    if (!told) return End(row, "queued", reason, Now() + kFirstSendRetry);
  }
  Counts().send_failed.Add();
  LogWarning("message_given_up",
             {{"id", row.id}, {"channel", row.channel}, {"state", state}, {"reason", reason}});
  End(row, state, reason);
}

void Sender::End(const store::OutboundRow& row, const std::string& state, const std::string& reason,
                 std::optional<TimePoint> next_try_at, const std::string& provider_id) {
  const bool forgets = state == "queued" && UnsureTimes(row) > 0 && !reason.starts_with("unsure_");
  attempts_.push_back(
      {row.id, row.attempts, state, provider_id, forgets ? row.reason : reason, next_try_at});
}

}  // namespace tipline::workers
