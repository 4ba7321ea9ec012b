// Messages that may go: the access token, the permit, the request.
#include <algorithm>
#include <thread>
#include <utility>

#include "gateway/base/log.h"
#include "workers/loop/counts.h"
#include "workers/loop/reach.h"
#include "workers/loop/send_routes.h"
#include "workers/loop/sender.h"

namespace tipline::workers {
namespace {

http::ClientRequest Wrap(gateway::SendRequest request, Millis timeout, const http::Reach& reach) {
  http::ClientRequest out;
  out.method = std::move(request.method);
  out.url = std::move(request.url);
  out.headers = std::move(request.headers);
  out.body = std::move(request.body);
  out.timeout = timeout;
  out.reach = reach;
  return out;
}

}  // namespace

// How long to wait for answers, so that a permit is used when it comes.
Millis Sender::UntilPermit(Millis wait) const {
  if (ready_ == 0) return wait;
  for (const auto& [id, channel] : channels_) {
    if (channel.ready.empty()) continue;
    wait = std::clamp(channel.permit_at - Pace(), Millis(0), wait);
  }
  // Nothing is under way, so nothing can be heard either.
  if (client_->under_way() == 0) std::this_thread::sleep_for(wait);
  return wait;
}

// As soon as it is known: the others go on until they hear of it.
Status Sender::TellSlow() {
  for (auto it = slow_.begin(); it != slow_.end(); it = slow_.erase(it))
    TRY(rates_.Slow(services_.settings.channels.at(it->first), it->second));
  return Unit{};
}

Status Sender::SendReady(const std::vector<store::Lease>& held) {
  TRY(TellSlow());
  struct Asking {
    Channel* channel;
    Secret<std::string> token;
    uint64_t number;
  };
  std::vector<store::Rates::Ask> asks;
  std::vector<Asking> asking;
  for (auto& [id, channel] : channels_) {
    if (channel.ready.empty()) continue;
    const ChannelSettings& settings = services_.settings.channels.at(id);
    GiveBackLost(channel, held);
    GiveBackLate(channel, store::IntervalOf(settings));
    Secret<std::string> token;
    uint64_t number = 0;
    if (channel.ready.empty() || channel.permit_at > Pace()) continue;
    if (!HasToken(id, channel, token, number)) {
      channel.permit_at = Pace() + kBackloggedLook;
      continue;
    }
    asks.push_back(
        {&settings, static_cast<int>(channel.ready.size()), channel.allowance + kOnItsWay});
    asking.push_back({&channel, std::move(token), number});
  }
  if (asks.empty()) return Unit{};
  const auto asked_at = Steady::now();
  TRY_ASSIGN(const auto grants, rates_.Take(asks));
  for (size_t i = 0; i < asking.size(); ++i) {
    Channel& channel = *asking[i].channel;
    channel.permit_at = Pace() + std::chrono::ceil<Millis>(grants[i].next);
    UsePermits(channel, grants[i].count, asking[i].token, asking[i].number, asked_at);
  }
  // On their way at once, before anything that takes time; a new connection needs a second look.
  Hear(Millis(0));
  Hear(Millis(1));
  return Unit{};
}

// A permit that is too old is not used: together with younger ones it would be too many at once.
void Sender::UsePermits(Channel& channel, int count, const Secret<std::string>& token,
                        uint64_t number, Steady::time_point asked_at) {
  const bool limited =
      services_.settings.channels.at(channel.ready.front().row.channel).rate_per_second > 0;
  for (; count > 0 && !channel.ready.empty(); --count) {
    if (limited && Steady::now() - asked_at > channel.allowance) {
      Counts().permits_lapsed.Add(count);
      channel.allowance = std::min(channel.allowance * 2, kLastAllowance);
      return;
    }
    Sending next = std::move(channel.ready.front());
    channel.ready.pop_front();
    --ready_;
    next.token = number;
    const store::OutboundRow row = next.row;
    const int64_t reserved = next.reserved;
    try {
      StartSend(std::move(next), token);
    } catch (...) {  // one message that makes an adapter throw must not stop the others
      services_.spending.End(services_.settings.channels.at(row.channel), reserved, 0);
      Stumbled(row);
    }
  }
  if (channel.allowance > kFirstAllowance) channel.allowance -= Millis(1);
}

// Has waited too long, or would: what is more urgent may come first, and others may have permits.
void Sender::GiveBackLate(Channel& channel, store::Micros interval) {
  const TimePoint now = Pace();
  size_t keep = channel.ready.size();
  const Millis until = std::max(Millis(0), channel.permit_at - now);
  if (until >= kPermitWait)
    keep = 0;
  else if (interval.count() > 0)
    keep = std::min(keep, 1 + static_cast<size_t>(store::Micros(kPermitWait - until) / interval));
  // All of them, so that they come back in their order.
  if (!channel.ready.empty() && now - channel.ready.front().ready_at > kReadyAtMost) keep = 0;
  while (channel.ready.size() > keep) {
    GiveBack(channel.ready.back());
    channel.ready.pop_back();
    --ready_;
  }
}

// Of a partition that is not ours any more: whose it is now will send it.
void Sender::GiveBackLost(Channel& channel, const std::vector<store::Lease>& held) {
  const auto lost = [&](const Sending& sending) {
    return std::none_of(held.begin(), held.end(), [&](const store::Lease& lease) {
      return lease.partition == sending.row.partition;
    });
  };
  for (const Sending& sending : channel.ready)
    if (lost(sending)) GiveBack(sending);
  ready_ -= std::erase_if(channel.ready, lost);
}

void Sender::GiveBack(const Sending& sending) {
  services_.spending.End(services_.settings.channels.at(sending.row.channel), sending.reserved, 0);
  PutBack(sending.row, sending.row.reason.empty() ? "rate" : sending.row.reason, Now());
}

void Sender::GiveBackAll() {
  for (auto& [id, channel] : channels_) {
    for (const Sending& sending : channel.ready)
      GiveBack(sending);
    channel.ready.clear();
  }
  ready_ = 0;
}

// True: it needs none, or here it is. False: it is being fetched.
bool Sender::HasToken(const std::string& id, Channel& channel, Secret<std::string>& value,
                      uint64_t& number) {
  if (channel.needs_no_token) return true;
  const gateway::Provider& provider = *channel.ready.front().provider;
  auto request = provider.BuildToken(services_.settings.channels.at(id), Now());
  if (!request) return true;  // what is missing is told by BuildSend, and holds the message
  channel.needs_no_token = !request->has_value();
  if (channel.needs_no_token) return true;
  AccessTokens::Held held = services_.tokens.Get(id, Pace());
  if (held.fetch) FetchToken(id, provider, **request);
  value = std::move(held.value);
  number = held.number;
  return !value.empty();
}

void Sender::FetchToken(const std::string& id, const gateway::Provider& provider,
                        const gateway::SendRequest& request) {
  const ChannelSettings& settings = services_.settings.channels.at(id);
  const http::Reach reach = ReachOf(services_.settings, settings);
  client_->Start(Wrap(request, settings.send_timeout, reach), [this, id, &provider](
                                                                  const http::ClientReply& reply) {
    auto token =
        reply.error == http::ClientError::kNone
            ? provider.ReadToken({reply.status, reply.body, reply.headers})
            : Result<gateway::AccessToken>(Unavailable(http::ClientErrorName(reply.error)));
    if (token) return services_.tokens.Fetched(id, *std::move(token), Pace());
    services_.tokens.Failed(id, Pace());
    LogWarning("access_token_failed", token.error(), {{"channel", id}});
    if (token.error().code != Code::kDenied) return;
    // The credentials are wrong: as if a send had said so.
    gateway::SendResult result;
    result.outcome = gateway::SendClass::kConfig;
    result.reason = "access_token_refused";
    Channel& channel = channels_[id];
    while (!channel.ready.empty()) {
      const Sending sending = std::move(channel.ready.back());
      channel.ready.pop_back();
      --ready_;
      services_.spending.End(services_.settings.channels.at(id), sending.reserved, 0);
      NotConfigured(sending, result);
    }
  });
}

void Sender::StartSend(Sending sending, const Secret<std::string>& token) {
  const std::string id = sending.row.channel;
  const ChannelSettings& settings = services_.settings.channels.at(id);
  const std::string status_url = gateway::StatusUrl(services_.settings, settings, sending.row.id);
  const std::string nonce = RandomToken(12);
  const Envelope envelope = EnvelopeFor(settings, sending.message, sending.country);
  auto request =
      sending.provider->BuildSend(envelope.message, envelope.channel ? *envelope.channel : settings,
                                  {status_url, token.Reveal(), Now(), nonce});
  if (!request) {
    services_.spending.End(settings, sending.reserved, 0);
    if (request.error().code != Code::kUnavailable)
      return GiveUp(sending.row, "failed", "cannot_be_built");
    // A secret or a sender is missing: the message waits until somebody has put that right.
    gateway::SendResult result;
    result.outcome = gateway::SendClass::kConfig;
    result.reason = request.error().message;
    return NotConfigured(sending, result);
  }
  sending.message.text = Secret<std::string>();  // not needed any more
  sending.begun_at = Pace();
  client_->Start(
      Wrap(*std::move(request), settings.send_timeout, ReachOf(services_.settings, settings)),
      [this, id, sending = std::move(sending)](const http::ClientReply& reply) {
        --channels_[id].under_way;
        services_.spending.End(services_.settings.channels.at(id), sending.reserved, 0);
        try {
          Answered(sending, reply);
        } catch (...) {  // an answer that nobody can read: it was taken, perhaps
          Counts().faults.Add();
          gateway::SendResult result;
          result.reason = "answer_not_read";
          Unsure(sending, result);
        }
      });
  ++channels_[id].under_way;
}

}  // namespace tipline::workers
