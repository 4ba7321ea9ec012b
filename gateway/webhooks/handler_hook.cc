// A webhook until its messages are known: who may send it, what is in it, one message after the
// other.
#include <utility>

#include "gateway/base/log.h"
#include "gateway/base/network.h"
#include "gateway/http/source.h"
#include "gateway/webhooks/handler_turn.h"

namespace tipline::gateway {

void Handler::Refuse(const std::string& channel, int status, const char* why,
                     http::Answer& answer) const {
  shared_.tally.Count(channel, status == 503 ? Outcome::kUnavailable : Outcome::kRejected);
  LogInfo("webhook_refused", {{"channel", channel}, {"status", status}, {"why", why}});
  answer.Send(http::Response::Error(status));
}

bool Handler::FromAllowed(const http::Request& request, const ChannelSettings& channel) const {
  return channel.allow_from.empty() ||
         InAny(channel.allow_from, http::ClientAddress(request, shared_.settings.trusted_proxies));
}

// For senders that are who they say, where the provider sends batches: a stranger could fill the
// memory with bodies that are never finished.
size_t Handler::MaxBody(const http::Request& head) const {
  const Route route = FindRoute(head);
  const auto it = shared_.settings.channels.find(route.channel);
  if (route.kind != Route::Kind::kHook || it == shared_.settings.channels.end())
    return http::kMaxBodyBytes;
  const ChannelSettings& channel = it->second;
  const Provider* provider = FindProvider(channel.provider);
  if (provider == nullptr || provider->MaxBody() <= http::kMaxBodyBytes) return http::kMaxBodyBytes;
  const bool known =
      FromAllowed(head, channel) &&
      provider->Authenticate(head, route.event, route.token, channel, shared_.settings);
  return known ? provider->MaxBody() : http::kMaxBodyBytes;
}

void Handler::OnHook(const Route& route, const http::Request& request, http::Answer answer) {
  const auto it = shared_.settings.channels.find(route.channel);
  if (it == shared_.settings.channels.end()) return Refuse("unknown", 404, "channel", answer);
  const ChannelSettings& channel = it->second;
  const Provider* provider = FindProvider(channel.provider);
  if (provider == nullptr) return Refuse(channel.id, 404, "provider", answer);
  if (route.event == InboundKind::kCall && !provider->TakesCalls())
    return Refuse(channel.id, 404, "event", answer);
  if (!FromAllowed(request, channel)) return Refuse(channel.id, 403, "source", answer);
  if (channel.require_auth) {
    const Status allowed =
        provider->Authenticate(request, route.event, route.token, channel, shared_.settings);
    if (!allowed)
      return Refuse(channel.id, StatusOf(allowed.error(), 401), "authentication", answer);
  }
  auto all = provider->ParseAll(request, route.event, channel);
  if (!all)
    return Refuse(channel.id, StatusOf(all.error(), 400), all.error().message.c_str(), answer);
  const OnceKey once = channel.require_auth ? provider->Once(request, channel) : OnceKey();
  if (once.name.empty())
    return TakeAll(*std::move(all), route.event, channel, *provider, request.received_at,
                   std::move(answer));
  CheckOnce(once, channel, request,
            [this, all = std::make_shared<std::vector<Inbound>>(*std::move(all)),
             event = route.event, &channel, provider, at = request.received_at,
             answer = std::make_shared<http::Answer>(std::move(answer))](const Status& right) {
              if (!right)
                return Refuse(channel.id, StatusOf(right.error(), 403),
                              right.error().message.c_str(), *answer);
              TakeAll(std::move(*all), event, channel, *provider, at, std::move(*answer));
            });
}

// A signature that does not cover the body: who has seen one could put other words under it. With
// the body that it came with, it is a repeat, and known as one further on. Without Redis it cannot
// be looked up: the provider has to come again, unless the signature vouches for the words.
void Handler::CheckOnce(const OnceKey& once, const ChannelSettings& channel,
                        const http::Request& request, std::function<void(const Status&)> then) {
  const Key& key = *shared_.keys.pseudonym;
  const std::string name = KeyedHash(key, "once", channel.id + "|" + once.name);
  const std::string body = KeyedHash(key, "once body", request.target + "|" + request.body);
  redis_.Run({"SET", "tl:" + shared_.conversations.Tag(name) + ":m:once:" + name, body, "NX", "GET",
              "PX", std::to_string(Millis(store::kSeenTtl).count())},
             [body, needed = once.needed, then = std::move(then)](Result<store::Reply> before) {
               if (!before || before->is_error())
                 return then(needed ? Status(Unavailable("no store for signatures")) : Unit{});
               const bool right = before->nil() || before->text() == body;
               then(right ? Status(Unit{}) : Denied("a signature used twice"));
             });
}

void Handler::TakeAll(std::vector<Inbound> all, InboundKind event, const ChannelSettings& channel,
                      const Provider& provider, TimePoint received_at, http::Answer answer) {
  if (all.size() == 1)
    return Take(std::move(all.front()), channel, provider, received_at, std::move(answer), nullptr);
  Inbound first;
  first.kind = event;
  if (!all.empty()) {
    first = all.front();
    answer.SetDeadline(channel.deadline, NotTaken(provider, first));
  }
  TakeNext(std::make_shared<Batch>(
      Batch{std::move(all), std::move(first), channel, provider, received_at, std::move(answer)}));
}

// One after the other, for two may be of the same person; the webhook is accepted when all are
// kept. If one could not be, the provider sends all again, and those that were are repeats.
void Handler::TakeNext(const BatchPtr& batch) {
  if (batch->busy) {  // the one before was done at once: go on in the loop, not one call deeper
    batch->again = true;
    return;
  }
  batch->busy = true;
  do {
    batch->again = false;
    if (batch->next == batch->all.size()) {
      if (batch->all.empty()) shared_.tally.Count(batch->channel.id, Outcome::kIgnored);
      batch->answer.Send(batch->failed ? NotTaken(batch->provider, batch->first)
                                       : batch->provider.Render(batch->first, {"", true}));
      break;
    }
    Take(std::move(batch->all[batch->next++]), batch->channel, batch->provider, batch->received_at,
         http::Answer(nullptr), batch);
  } while (batch->again);
  batch->busy = false;
}

}  // namespace tipline::gateway
