// What follows from an answer of a provider, or from none.
#include <algorithm>
#include <utility>

#include "flows/base/zone.h"
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

Millis UnsureWait(OutboundClass kind, int times) {
  const bool first = times == 0;
  if (kind == OutboundClass::kAlert) return first ? kFirstUnsureAlert : kLastUnsureAlert;
  return first ? kFirstUnsureRetry : kLastUnsureRetry;
}

SendClass ClassOf(http::ClientError error) {
  switch (error) {
    case http::ClientError::kInvalid:
      return SendClass::kPermanent;
    case http::ClientError::kForbidden:  // by our own configuration: it waits until that is mended
      return SendClass::kConfig;
    case http::ClientError::kUnreached:
      return SendClass::kTemporary;
    case http::ClientError::kTooLarge:  // it was taken; only what was said about it is missing
      return SendClass::kSent;
    case http::ClientError::kNone:
    case http::ClientError::kTimeout:
    case http::ClientError::kBroken:
      break;
  }
  return SendClass::kUnsure;
}

}  // namespace

void Sender::Answered(const Sending& sending, const http::ClientReply& reply) {
  gateway::SendResult result;
  if (reply.error == http::ClientError::kNone) {
    result = sending.provider->ReadSendOn({reply.status, reply.body, reply.headers},
                                          services_.settings.channels.at(sending.row.channel));
  } else {
    result.outcome = ClassOf(reply.error);
    result.reason = http::ClientErrorName(reply.error);
    if (result.outcome == SendClass::kPermanent) result.state = DeliveryState::kFailed;
  }
  services_.health.Answered(sending.row.channel, result.outcome, Pace() - sending.begun_at, Now());
  Judge(sending, result);
}

void Sender::Judge(const Sending& sending, const gateway::SendResult& result) {
  Channel& channel = channels_[sending.row.channel];
  if (result.outcome != SendClass::kRateLimited) channel.limited_in_a_row = 0;
  if (result.outcome != SendClass::kConfig && sending.token != 0)
    services_.tokens.Worked(sending.row.channel, sending.token);
  switch (result.outcome) {
    case SendClass::kSent:
      return Taken(sending, result);
    case SendClass::kTemporary:
      return Later(sending, result, flows::Failure::kTemporary);
    case SendClass::kUnsure:
      return Unsure(sending, result);
    case SendClass::kRateLimited:
      return Limited(sending, result);
    case SendClass::kConfig:
      return NotConfigured(sending, result);
    case SendClass::kOptOut:
      return OptedOut(sending, result);
    case SendClass::kPermanent:
      return GiveUp(sending.row, result.state == DeliveryState::kRejected ? "rejected" : "failed",
                    result.reason);
  }
}

// Segments and cost as the provider says, else as we know them.
void Sender::Taken(const Sending& sending, const gateway::SendResult& result) {
  const ChannelSettings& channel = services_.settings.channels.at(sending.row.channel);
  Counts().sent.Add();
  store::Attempt& attempt = End(
      sending.row, IsFinal(result.state) ? DeliveryStateName(result.state) : "sent", result.reason);
  attempt.provider_id = result.provider_id;
  attempt.segments = result.segments > 0 ? result.segments : sending.segments;
  // A price in another currency than that of the cap cannot be held against it.
  const bool foreign = channel.cost_per_segment_micros > 0 && result.currency != channel.currency;
  const bool said = result.cost_micros > 0 && !foreign;
  attempt.cost_micros =
      said ? result.cost_micros : channel.cost_per_segment_micros * attempt.segments;
  attempt.currency = said ? result.currency : channel.currency;
  attempt.country = sending.country;
  attempt.day = LocalDay(channel.time_zone, Now());
  services_.spending.End(channel, 0,
                         attempt.currency == channel.currency ? attempt.cost_micros : 0);
}

// Credentials, balance, sender: every further request would fail too. The message is kept.
void Sender::NotConfigured(const Sending& sending, const gateway::SendResult& result) {
  const store::OutboundRow& row = sending.row;
  if (sending.token != 0 && services_.tokens.Refused(row.channel, sending.token))
    return PutBack(row, result.reason, Now());  // only the token was over: with another one
  const bool first = channels_[row.channel].stopped_until <= Pace();
  const ChannelSettings& settings = services_.settings.channels.at(row.channel);
  Channel& channel = channels_[row.channel];
  if (first) {  // else one of those that were under way already
    channel.stopped_until = Pace() + kConfigProbe;
    channel.stopped_for = result.reason;
  }
  if (!MovedOn(sending, flows::Failure::kConfig, kConfigProbe, result.reason))
    Hold(row, result.reason, Now() + kConfigProbe, true);
  if (!first) return;
  // Those that wait for it are held, unless they can go elsewhere.
  const auto held = settings.failover.empty() ? services_.outbound.Hold(row.channel, result.reason,
                                                                        Now() + kConfigProbe, Now())
                                              : Result<int>(0);
  LogError("channel_stopped",
           {{"channel", row.channel}, {"reason", result.reason}, {"held", held ? *held : 0}});
  while (!channel.ready.empty()) {
    GiveBack(channel.ready.back());
    channel.ready.pop_back();
    --ready_;
  }
}

void Sender::OptedOut(const Sending& sending, const gateway::SendResult& result) {
  const Status told = services_.opt_outs.Tell(
      Pseudonym(services_.keys, sending.message.to.Reveal()), OptChange::kOptOut,
      {sending.row.channel, sending.message.from, Now(), "send"});
  if (!told) LogWarning("opt_out_not_kept", told.error(), {{"id", sending.row.id}});
  const std::string reason = result.reason.empty() ? "opt_out" : result.reason;
  if (told && WentHome(sending, reason, true)) return;
  GiveUp(sending.row, "rejected", reason);
}

// The whole channel is too fast for its provider, so all lanes wait.
void Sender::Limited(const Sending& sending, const gateway::SendResult& result) {
  Channel& channel = channels_[sending.row.channel];
  Millis pause = kFirstSendRetry;
  for (int i = 0; i < channel.limited_in_a_row && pause < kMostLimited; ++i)
    pause *= 2;
  pause = result.retry_after > Millis(0) ? result.retry_after : std::min(pause, kMostLimited);
  // Those of one moment count once.
  if (channel.paused_until <= Pace()) ++channel.limited_in_a_row;
  channel.paused_until = std::max(channel.paused_until, Pace() + pause);
  Millis& slow = slow_[sending.row.channel];
  slow = std::max(slow, pause);
  gateway::SendResult waits = result;
  waits.retry_after = pause;
  Later(sending, waits, flows::Failure::kLimited);
}

void Sender::Later(const Sending& sending, const gateway::SendResult& result,
                   flows::Failure failure) {
  const store::OutboundRow& row = sending.row;
  Counts().send_retries.Add();
  const Millis wait = std::max(Jittered(row.attempts - row.left_at), result.retry_after);
  if (MovedOn(sending, failure, wait, result.reason)) return;
  End(row, "queued", result.reason, Now() + wait);
}

// The request may have been taken. Who waits for help must not be left without the message for one
// lost answer, nor get it every few minutes for a day from a provider that is only slow to answer.
void Sender::Unsure(const Sending& sending, const gateway::SendResult& result) {
  const store::OutboundRow& row = sending.row;
  if (row.unsure >= kMaxUnsureRetries || IsUsedUp(row, row.attempts - row.left_at)) {
    if (MovedOn(sending, flows::Failure::kUnsure, Millis(0), result.reason)) return;
    return GiveUp(row, "unknown", result.reason);
  }
  Counts().send_retries.Add();
  LogInfo("send_unsure", {{"id", row.id}, {"channel", row.channel}, {"reason", result.reason}});
  const Millis wait = std::max(UnsureWait(row.kind, row.unsure) + Jittered(1), result.retry_after);
  End(row, "queued", result.reason, Now() + wait).unsure = row.unsure + 1;
}

// Something of ours threw before the provider was asked.
void Sender::Stumbled(const store::OutboundRow& row) {
  Counts().faults.Add();
  if (row.attempts >= kMaxTries) return GiveUp(row, "failed", "internal");
  Counts().send_retries.Add();
  End(row, "queued", "internal", Now() + Jittered(row.attempts));
}

}  // namespace tipline::workers
