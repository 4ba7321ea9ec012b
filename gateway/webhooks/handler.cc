#include <exception>
#include <utility>

#include "gateway/base/ids.h"
#include "gateway/base/log.h"
#include "gateway/base/metrics.h"
#include "gateway/store/live/flows_published.h"
#include "gateway/store/live/streams.h"
#include "gateway/webhooks/handler_turn.h"

namespace tipline::gateway {
namespace {

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

Handler::Handler(Shared& shared, store::RedisOptions redis)
    : shared_(shared), redis_(*this, Counted(shared, std::move(redis)), kRedisConnections) {}

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
    if (!shared_.flows.Latest(channel.Bundle())) return false;
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

void Handler::Take(Inbound inbound, const ChannelSettings& channel, const Provider& provider,
                   TimePoint received_at, http::Answer answer, BatchPtr batch) {
  if (!WhyIgnored(inbound).empty()) {
    shared_.tally.Count(channel.id, Outcome::kIgnored);
    if (batch) return TakeNext(batch);
    return answer.Send(provider.Render(inbound, {"", true}));
  }
  if (IsToUnlistedCode(inbound, channel) && shared_.tally.CountUnlistedCode(channel.id))
    LogWarning("code_not_listed", {{"channel", channel.id}, {"field", "/channels/*/codes"}});
  auto turn = std::make_shared<Turn>(Turn{Arrive(std::move(inbound), channel, provider, received_at,
                                                 shared_.keys, nonce_ + std::to_string(++turns_)),
                                          std::move(answer), std::move(batch)});
  const Arrival& arrival = turn->arrival;
  const InboundKind kind = arrival.inbound.kind;
  turn->arrival.detached = turn->batch != nullptr;
  turn->arrival.knowledge = shared_.knowledge.Now();
  if (!turn->batch) turn->answer.SetDeadline(channel.deadline, NotTaken(provider, arrival.inbound));
  if (IsNotice(arrival.inbound))
    return Append(turn, OptEntry(arrival, shared_.keys), {}, Outcome::kNotice);
  if (kind == InboundKind::kStatus)
    return Append(turn, StatusEntry(arrival, shared_.keys), {}, Outcome::kStatus);
  if (kind == InboundKind::kCall)
    return Append(turn, CallEntry(arrival, shared_.keys), {}, Outcome::kCall);
  if (IsForHands(arrival.inbound)) return FileRaw(turn, {});
  if (kind == InboundKind::kSms && shared_.spool_order.MustWait(arrival.who.pseudonym) &&
      Spool(arrival))
    return Finish(turn, {}, Outcome::kSpooled);
  if (arrival.inbound.concat) return TakePart(turn);
  Begin(turn);
}

// Kept until the others are here; the last one goes on with all of them.
void Handler::TakePart(const TurnPtr& turn) {
  const Arrival& arrival = turn->arrival;
  turn->parts = shared_.parts.GroupOf(arrival.inbound, arrival.who);
  redis_.Run(
      shared_.parts.PutCommand(turn->parts, arrival.inbound, arrival.who, shared_.clock.Now()),
      [this, turn](Result<store::Reply> reply) {
        auto put = reply ? store::Parts::ReadPut(*reply) : Result<store::PutPart>(reply.error());
        if (!put) return StoreFailed(turn, put.error());
        switch (put->outcome) {
          case store::PutPart::Outcome::kWaits:
            return Finish(turn, {}, Outcome::kPart);
          case store::PutPart::Outcome::kRepeat:
            return Finish(turn, {}, Outcome::kRepeat);
          case store::PutPart::Outcome::kTaken:  // its words are not lost: a message of its own
            turn->arrival.inbound.concat.reset();
            turn->parts = {};
            return Begin(turn);
          case store::PutPart::Outcome::kComplete: {
            auto joined = shared_.parts.Join(turn->parts, put->sealed);
            if (!joined) return StoreFailed(turn, joined.error());
            turn->parts.parts.clear();
            for (const auto& [number, sealed] : put->sealed)
              turn->parts.parts.push_back(number);
            Arrival& whole = turn->arrival;
            const bool detached = whole.detached;
            whole = Arrive(*std::move(joined), *whole.channel, *whole.provider, whole.received_at,
                           shared_.keys, nonce_ + std::to_string(++turns_));
            whole.detached = detached;
            whole.knowledge = shared_.knowledge.Now();
            return Begin(turn);
          }
        }
      });
}

void Handler::Begin(const TurnPtr& turn) {
  turn->bundle = shared_.flows.Latest(turn->arrival.channel->Bundle());
  if (!turn->bundle) return StoreFailed(turn, Unavailable("no published flow"));
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
      if (turn->arrival.continues) return Finish(turn, turn->meanwhile, turn->outcome);
      return Finish(turn, decision.reply, Outcome::kRepeat);
    case Decision::Kind::kCommit:
      return Commit(turn, std::move(decision));
    case Decision::Kind::kNeedFlow:
      return FetchFlow(turn, loaded, decision.flow, decision.flow_version);
    case Decision::Kind::kNeedFindings:
      return FetchFindings(turn, loaded, decision.inquiry);
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
  redis_.Run(command, [this, turn, reply = std::move(decision.reply),
                       inquiry = std::move(decision.inquiry), outcome](Result<store::Reply> raw) {
    if (!raw) return StoreFailed(turn, raw.error());
    auto committed = shared_.conversations.ReadCommit(turn->arrival.who, *raw);
    if (!committed) return StoreFailed(turn, committed.error());
    switch (committed->outcome) {
      case store::Committed::Outcome::kDone:
        if (!inquiry.empty()) return Await(turn, inquiry, reply, outcome);
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
  const bool once = arrival.inbound.kind == InboundKind::kSms ||
                    arrival.inbound.kind == InboundKind::kCall;  // nobody looks at a screen
  if (once && Spool(arrival)) return Finish(turn, {}, Outcome::kSpooled);
  shared_.tally.Count(arrival.channel->id, Outcome::kUnavailable);
  Answer(turn, NotTaken(*arrival.provider, arrival.inbound), false);
}

void Handler::Answer(const TurnPtr& turn, const http::Response& response, bool taken) {
  if (!turn->batch) return turn->answer.Send(response);
  turn->batch->failed = turn->batch->failed || !taken;
  TakeNext(turn->batch);
}

bool Handler::Spool(const Arrival& arrival) {
  const Status kept = shared_.spool_order.Append(
      arrival.who.pseudonym,
      {arrival.channel->id, arrival.received_at, EncodeInbound(arrival.inbound)});
  if (kept) return true;
  LogError("spool_failed", kept.error());
  return false;
}

void Handler::Finish(const TurnPtr& turn, const Reply& reply, Outcome outcome) {
  const Arrival& arrival = turn->arrival;
  shared_.tally.Count(arrival.channel->id, outcome);
  const bool joined = !turn->parts.parts.empty() && !arrival.inbound.concat;
  if (joined && outcome != Outcome::kSpooled)  // if this fails, they come again and are a repeat
    redis_.Run(store::Parts::DoneCommand(turn->parts, shared_.clock.Now()),
               [](const Result<store::Reply>&) {});
  Answer(turn, arrival.provider->Render(arrival.inbound, reply), true);
}

}  // namespace tipline::gateway
