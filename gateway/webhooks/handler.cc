#include "gateway/webhooks/handler.h"

#include <exception>
#include <utility>

#include "gateway/base/ids.h"
#include "gateway/base/log.h"
#include "gateway/base/metrics.h"
#include "gateway/store/live/flows_published.h"
#include "gateway/store/live/streams.h"

namespace tipline::gateway {
namespace {

// What a phone shows when we could not take its words: the truth, in the fewest words (domain.md
// §3.6).
constexpr std::string_view kNotReceived =
    "Sorry, this was not received. Please try again in a few minutes.";
// The engine failed, but the words are kept.
constexpr std::string_view kKept = "Thank you. This was received. Please come back later.";

bool IsTip(const store::Commit& commit) {
  for (const auto& entry : commit.entries)
    if (entry.stream == "tips") return true;
  return false;
}

store::RedisOptions Counted(Shared& shared, store::RedisOptions redis) {
  redis.on_change = [&shared](bool usable) { shared.connected += usable ? 1 : -1; };
  return redis;
}

}  // namespace

struct Handler::Turn {
  Arrival arrival;
  http::Answer answer;
  BundlePtr bundle;
  std::unique_ptr<InFlight::Ticket> ticket;
  int tries = 0;
};

Handler::Handler(Shared& shared, store::RedisOptions redis)
    : shared_(shared), redis_(Counted(shared, std::move(redis)), kRedisConnections) {}

void Handler::OnRequest(http::Request request, http::Answer answer) {
  const Route route = FindRoute(request);
  switch (route.kind) {
    case Route::Kind::kHook:
      OnHook(route, request, std::move(answer));
      return;
    case Route::Kind::kRefused:
      shared_.tally.Count("unknown", Outcome::kRejected);
      answer.Send(http::Response::Error(route.status));
      return;
    default:
      OnProbe(route, request, answer);
  }
}

// Of the whole process: who asks on this connection may be served by another worker next.
bool Handler::Ready() const {
  if (shared_.draining() || !shared_.store_ok.load()) return false;
  // One connection of a worker is enough for it, but which are missing is not known here.
  const auto workers = static_cast<size_t>(shared_.settings.gateway_threads);
  if (static_cast<size_t>(shared_.connected.load()) < workers * kRedisConnections) return false;
  for (const auto& [id, channel] : shared_.settings.channels)
    if (!shared_.flows.Latest(channel.flow)) return false;
  return true;
}

void Handler::OnProbe(const Route& route, const http::Request& request,
                      http::Answer& answer) const {
  if (route.kind == Route::Kind::kHealth) return answer.Send(http::Response::Text("ok\n"));
  if (route.kind == Route::Kind::kReady)
    return answer.Send(Ready() ? http::Response::Text("ready\n") : http::Response::Error(503));
  // Metrics are for this machine only; a request that a proxy passed on is not from this machine.
  const bool local = request.peer == "127.0.0.1" || request.peer == "::1";
  if (!local || request.HasHeader("X-Real-IP") || request.HasHeader("X-Forwarded-For"))
    return answer.Send(http::Response::Error(404));
  http::Response response = http::Response::Text(MetricsText());
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  answer.Send(std::move(response));
}

void Handler::OnHook(const Route& route, const http::Request& request, http::Answer answer) {
  const auto refuse = [&](const std::string& channel, int status, const char* why) {
    shared_.tally.Count(channel, Outcome::kRejected);
    LogInfo("webhook_refused", {{"channel", channel}, {"status", status}, {"why", why}});
    answer.Send(http::Response::Error(status));
  };
  const auto it = shared_.settings.channels.find(route.channel);
  if (it == shared_.settings.channels.end()) return refuse("unknown", 404, "channel");
  const ChannelSettings& channel = it->second;
  const Provider* provider = FindProvider(channel.provider);
  if (provider == nullptr) return refuse(channel.id, 404, "provider");
  if (channel.require_auth) {
    const Status allowed =
        provider->Authenticate(request, route.event, route.token, channel, shared_.settings);
    if (!allowed) return refuse(channel.id, StatusOf(allowed.error(), 401), "authentication");
  }
  auto inbound = provider->ParseAll(request, route.event, channel);
  if (!inbound) {
    const int status = StatusOf(inbound.error(), 400);
    return refuse(channel.id, status, inbound.error().message.c_str());
  }
  Take(std::move(inbound->front()), channel, *provider, request, std::move(answer));
}

void Handler::Take(Inbound inbound, const ChannelSettings& channel, const Provider& provider,
                   const http::Request& request, http::Answer answer) {
  if (!WhyIgnored(inbound).empty()) {
    shared_.tally.Count(channel.id, Outcome::kIgnored);
    answer.Send(provider.Render(inbound, {"", true}));
    return;
  }
  if (IsToUnlistedCode(inbound, channel) && shared_.tally.CountUnlistedCode(channel.id))
    LogWarning("code_not_listed", {{"channel", channel.id}, {"field", "/channels/*/codes"}});
  auto bundle = shared_.flows.Latest(channel.flow);
  auto turn =
      std::make_shared<Turn>(Turn{Arrive(std::move(inbound), channel, provider, request.received_at,
                                         shared_.keys, nonce_ + std::to_string(++turns_)),
                                  std::move(answer), bundle, nullptr, 0});
  const InboundKind kind = turn->arrival.inbound.kind;
  turn->answer.SetDeadline(channel.deadline, provider.RenderUnavailable(kind, kNotReceived));
  if (kind == InboundKind::kStatus)
    return Append(turn, StatusEntry(turn->arrival, shared_.keys), {}, Outcome::kStatus);
  if (IsForHands(turn->arrival.inbound)) return FileRaw(turn, {});
  if (kind == InboundKind::kSms && shared_.spool_order.MustWait(turn->arrival.who.pseudonym) &&
      Spool(turn->arrival))
    return Finish(turn, {}, Outcome::kSpooled);
  if (!bundle) return StoreFailed(turn, Unavailable("no published flow"));
  if (turn->arrival.ambiguous) {
    turn->ticket = shared_.in_flight.Enter(turn->arrival.turn_key);
    turn->arrival.concurrent = turn->ticket->concurrent();
  }
  Load(turn);
}

void Handler::Load(const TurnPtr& turn) {
  if (++turn->tries > kMaxTries) return StoreFailed(turn, Unavailable("session is contended"));
  redis_.Run(shared_.conversations.LoadCommand(turn->arrival.who),
             [this, turn](Result<store::Reply> reply) {
               if (!reply) return StoreFailed(turn, reply.error());
               auto loaded = shared_.conversations.ReadLoad(turn->arrival.who, *reply);
               if (!loaded) return StoreFailed(turn, loaded.error());
               Decide(turn, *loaded);
             });
}

void Handler::Decide(const TurnPtr& turn, const store::Loaded& loaded) {
  tipline::gateway::Decision decision;
  try {
    decision = shared_.decider.Decide(turn->arrival, loaded, *turn->bundle, shared_.clock.Now(),
                                      FreshEntropy());
  } catch (...) {  // its text may quote the person
    return EngineFailed(turn);
  }
  switch (decision.kind) {
    case Decision::Kind::kAnswer:
      return Finish(turn, decision.reply, Outcome::kRepeat);
    case Decision::Kind::kCommit:
      return Commit(turn, std::move(decision));
    case Decision::Kind::kNeedFlow:
      return FetchFlow(turn, loaded, decision.flow, decision.flow_version);
  }
}

void Handler::FetchFlow(const TurnPtr& turn, const store::Loaded& loaded, const std::string& name,
                        int64_t version) {
  if (const auto known = shared_.flows.Get(name, version)) {
    turn->bundle = known;
    return Decide(turn, loaded);
  }
  redis_.Run(store::PublishedFlows::GetCommand(name, version), [this, turn, loaded, name, version](
                                                                   Result<store::Reply> reply) {
    if (!reply || reply->is_error())
      return StoreFailed(turn, reply ? store::ErrorOf(*reply) : reply.error());
    const auto text = store::PublishedFlows::ReadGet(*reply);
    auto bundle = text ? flows::Bundle::Decode(*text) : Result<flows::Bundle>(text.error());
    // A version that is gone cannot be gone on with: begin again on the newest rather than strand
    // the person.
    if (!bundle) {
      LogError("flow_version_missing", bundle.error(), {{"flow", name}, {"version", version}});
      store::Loaded fresh = loaded;
      fresh.session.clear();
      return Decide(turn, fresh);
    }
    turn->bundle = shared_.flows.Put(*std::move(bundle));
    Decide(turn, loaded);
  });
}

void Handler::Commit(const TurnPtr& turn, Decision decision) {
  auto command = shared_.conversations.CommitCommand(decision.commit);
  const Outcome outcome = IsTip(decision.commit) ? Outcome::kTip : Outcome::kTurn;
  redis_.Run(command,
             [this, turn, reply = std::move(decision.reply), outcome](Result<store::Reply> raw) {
               if (!raw) return StoreFailed(turn, raw.error());
               auto committed = shared_.conversations.ReadCommit(turn->arrival.who, *raw);
               if (!committed) return StoreFailed(turn, committed.error());
               switch (committed->outcome) {
                 case store::Committed::Outcome::kDone:
                   return Finish(turn, reply, outcome);
                 case store::Committed::Outcome::kRepeat:
                   return Finish(turn, UnpackReply(committed->answer), Outcome::kRepeat);
                 case store::Committed::Outcome::kConflict:
                   // Somebody was faster on this session; if it was the same turn, the reload shows
                   // it.
                   turn->arrival.concurrent = true;
                   return Load(turn);
               }
             });
}

// The words as they came still go to staff (design.md §3).
void Handler::EngineFailed(const TurnPtr& turn) {
  LogError("engine_failed", Internal("an exception"), {{"channel", turn->arrival.channel->id}});
  FileRaw(turn, {std::string(kKept), true});
}

void Handler::FileRaw(const TurnPtr& turn, const Reply& reply) {
  Append(turn, RawEntry(turn->arrival, shared_.keys), reply, Outcome::kTip);
}

void Handler::Append(const TurnPtr& turn, const store::StreamEntry& entry, const Reply& reply,
                     Outcome outcome) {
  const auto command =
      store::AppendCommand(shared_.conversations.Tag(turn->arrival.who.pseudonym), entry);
  redis_.Run(command, [this, turn, reply, outcome](Result<store::Reply> appended) {
    if (!appended || appended->is_error())
      return StoreFailed(turn, appended ? store::ErrorOf(*appended) : appended.error());
    Finish(turn, reply, outcome);
  });
}

// Nothing is lost: an SMS goes to the fsynced spool and is accepted, even when nobody waits for the
// answer any more (a copy that comes again is known by its provider id); everything else is told
// the truth, and providers that try again will.
void Handler::StoreFailed(const TurnPtr& turn, const Error& error) {
  Arrival& arrival = turn->arrival;
  LogError("store_failed", error, {{"channel", arrival.channel->id}});
  if (arrival.inbound.kind == InboundKind::kSms && Spool(arrival))
    return Finish(turn, {}, Outcome::kSpooled);
  shared_.tally.Count(arrival.channel->id, Outcome::kUnavailable);
  turn->answer.Send(arrival.provider->RenderUnavailable(arrival.inbound.kind, kNotReceived));
}

bool Handler::Spool(const Arrival& arrival) {
  const Status kept = shared_.spool_order.Append(
      arrival.who.pseudonym,
      {arrival.channel->id, arrival.received_at, EncodeInbound(arrival.inbound)});
  if (kept) return true;
  LogError("spool_failed", kept.error());
  return false;
}

void Handler::Finish(const TurnPtr& turn, const Reply& reply, Outcome outcome) const {
  const Arrival& arrival = turn->arrival;
  shared_.tally.Count(arrival.channel->id, outcome);
  turn->answer.Send(arrival.provider->Render(arrival.inbound, reply));
}

}  // namespace tipline::gateway
