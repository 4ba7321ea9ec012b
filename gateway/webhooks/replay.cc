#include "gateway/webhooks/replay.h"

#include <utility>

#include "gateway/base/ids.h"
#include "gateway/base/log.h"
#include "gateway/store/live/flows_published.h"
#include "gateway/store/live/streams.h"

namespace tipline::gateway {

std::optional<Arrival> Replay::ArrivalOf(const store::SpoolEntry& entry, const char*& why) const {
  const auto it = shared_.settings.channels.find(entry.channel);
  why = "channel";
  if (it == shared_.settings.channels.end()) return std::nullopt;
  const Provider* provider = FindProvider(it->second.provider);
  why = "provider";
  if (provider == nullptr) return std::nullopt;
  auto inbound = DecodeInbound(entry.inbound);
  why = "form";
  if (!inbound) return std::nullopt;
  auto arrival = Arrive(*std::move(inbound), it->second, *provider, entry.received_at, shared_.keys,
                        RandomToken(12));
  arrival.detached = true;
  arrival.knowledge = shared_.knowledge.Now();
  return arrival;
}

Status Replay::One(const store::SpoolEntry& entry, bool answer_again) {
  const char* why = "";
  auto arrival = ArrivalOf(entry, why);
  if (!arrival) return FileRaw(entry, why);
  if (arrival->inbound.kind == InboundKind::kCall) {
    TRY(redis_.Run(store::AppendCommand(shared_.conversations.Tag(arrival->who.pseudonym),
                                        CallEntry(*arrival, shared_.keys))));
    return Unit{};
  }
  if (IsForHands(arrival->inbound)) return FileRaw(entry, "sender");
  try {
    if (arrival->inbound.concat) return TakePart(*arrival, entry);
    return Take(*arrival, entry, answer_again);
  } catch (...) {  // its text may quote the person
    return FileRaw(entry, "engine");
  }
}

Status Replay::TakePart(const Arrival& arrival, const store::SpoolEntry& entry) {
  const auto group = shared_.parts.GroupOf(arrival.inbound, arrival.who);
  TRY_ASSIGN(const auto reply, redis_.Run(shared_.parts.PutCommand(
                                   group, arrival.inbound, arrival.who, shared_.clock.Now())));
  TRY_ASSIGN(const auto put, store::Parts::ReadPut(reply.view()));
  switch (put.outcome) {
    case store::PutPart::Outcome::kWaits:
    case store::PutPart::Outcome::kRepeat:
      return Unit{};
    case store::PutPart::Outcome::kTaken: {
      Arrival alone = arrival;
      alone.inbound.concat.reset();
      return Take(alone, entry, true);
    }
    case store::PutPart::Outcome::kComplete:
      return TakeJoined(group, put.sealed, entry.received_at);
  }
  return Internal("an outcome of no kind");
}

Status Replay::TakeJoined(store::PartGroup group, const std::map<int, std::string>& sealed,
                          TimePoint received_at) {
  TRY_ASSIGN(const Inbound joined, shared_.parts.Join(group, sealed));
  // Whoever took it before has given the answer, on the socket or as a message.
  TRY(One({joined.channel, received_at, EncodeInbound(joined)}, false));
  group.parts.clear();
  for (const auto& [number, box] : sealed)
    group.parts.push_back(number);
  TRY(redis_.Run(store::Parts::DoneCommand(group, shared_.clock.Now())));
  return Unit{};
}

Result<int> Replay::OverdueParts() {
  int taken = 0;
  for (int partition = 0; partition < shared_.settings.partitions; ++partition) {
    const std::string tag = store::TagOf(partition);
    const TimePoint now = shared_.clock.Now();
    TRY_ASSIGN(const auto due, redis_.Run(store::Parts::DueCommand(tag, now)));
    if (due->is_error()) return store::ErrorOf(due.view());
    for (size_t i = 0; i < due->size(); ++i) {
      const store::PartGroup group{tag, std::string(due.view()[i].text()), {}};
      TRY_ASSIGN(const auto reply, redis_.Run(store::Parts::GetCommand(group)));
      TRY_ASSIGN(const auto sealed, store::Parts::ReadGet(reply.view()));
      if (sealed.empty()) {  // another gateway was faster
        TRY(redis_.Run(store::Parts::DoneCommand(group, now)));
        continue;
      }
      // They came a minute ago at least: nobody waits for a flow any more.
      const Status done = TakeJoined(group, sealed, now - kWaitForFlow);
      if (!done) {  // of this group; if it was Redis, the next command says so
        LogError("parts_not_taken", done.error());
        if (done.error().code == Code::kInvalid)
          TRY(redis_.Run(store::Parts::LaterCommand(group, now)));
        continue;
      }
      ++taken;
    }
  }
  return taken;
}

// The version that a session began with; without it the person begins again on the newest one
// rather than being stranded.
Result<BundlePtr> Replay::Pinned(const std::string& name, int64_t version) {
  if (auto known = shared_.flows.Get(name, version)) return known;
  TRY_ASSIGN(const auto raw, redis_.Run(store::PublishedFlows::GetCommand(name, version)));
  const auto text = store::PublishedFlows::ReadGet(raw.view());
  auto bundle = text ? flows::Bundle::Decode(*text) : Result<flows::Bundle>(text.error());
  if (bundle) return shared_.flows.Put(*std::move(bundle));
  LogError("flow_version_missing", bundle.error(), {{"flow", name}, {"version", version}});
  return BundlePtr();
}

// With the flow that the session began with, and the answer that it may be waiting for.
Result<Decision> Replay::Decide(Arrival& arrival, store::Loaded& loaded,
                                const flows::Bundle& newest) {
  const auto entropy = FreshEntropy();
  const auto decide = [&](const flows::Bundle& bundle) {
    return shared_.decider.Decide(arrival, loaded, bundle, shared_.clock.Now(), entropy);
  };
  BundlePtr pinned;
  Decision decision = decide(newest);
  if (decision.kind == Decision::Kind::kNeedFlow) {
    TRY_ASSIGN(pinned, Pinned(decision.flow, decision.flow_version));
    if (!pinned) loaded.session.clear();
    decision = decide(pinned ? *pinned : newest);
  }
  if (decision.kind == Decision::Kind::kNeedFindings) {
    const auto command = shared_.findings.GetCommand(arrival.who.pseudonym, decision.inquiry);
    TRY_ASSIGN(const auto got, redis_.Run(command));
    auto findings = shared_.findings.ReadGet(decision.inquiry, got.view());
    if (findings) arrival.findings = *std::move(findings);
    arrival.looked = true;
    decision = decide(pinned ? *pinned : newest);
  }
  return decision;
}

Status Replay::Take(Arrival& arrival, const store::SpoolEntry& entry, bool answer_again) {
  const BundlePtr newest = shared_.flows.Latest(arrival.channel->Bundle());
  if (!newest) {  // published in a moment, perhaps; but those of other channels wait behind it
    if (shared_.clock.Now() < entry.received_at + kWaitForFlow)
      return Unavailable("no published flow");
    return FileRaw(entry, "flow");
  }
  for (int tries = 0; tries < kMaxTries; ++tries) {
    TRY_ASSIGN(const auto raw, redis_.Run(shared_.conversations.LoadCommand(arrival.who)));
    TRY_ASSIGN(auto loaded, shared_.conversations.ReadLoad(arrival.who, raw.view()));
    TRY_ASSIGN(auto decision, Decide(arrival, loaded, *newest));
    if (decision.kind == Decision::Kind::kAnswer)
      return answer_again ? ReplyAgain(arrival, decision.reply) : Status(Unit{});
    if (decision.kind != Decision::Kind::kCommit) return FileRaw(entry, "flow");
    TRY_ASSIGN(const auto done, redis_.Run(shared_.conversations.CommitCommand(decision.commit)));
    TRY_ASSIGN(const auto committed, shared_.conversations.ReadCommit(arrival.who, done.view()));
    if (committed.outcome == store::Committed::Outcome::kRepeat)
      return answer_again ? ReplyAgain(arrival, UnpackReply(committed.answer)) : Status(Unit{});
    if (committed.outcome == store::Committed::Outcome::kDone) return Unit{};
  }
  return Unavailable("session is contended");
}

// Taken before, but the connection was lost before Redis could say so: the answer that the
// provider's reply would have carried has not reached the phone.
Status Replay::ReplyAgain(const Arrival& arrival, const Reply& reply) {
  if (reply.text.empty() || !arrival.provider->CarriesSmsReply()) return Unit{};
  TRY(redis_.Run(store::AppendCommand(
      shared_.conversations.Tag(arrival.who.pseudonym),
      ReplyEntry(arrival, ReplyId(arrival), reply.text, shared_.clock.Now(), shared_.keys))));
  return Unit{};
}

Status Replay::FileRaw(const store::SpoolEntry& entry, const char* why) {
  LogWarning("spool_entry_filed_raw", {{"channel", entry.channel}, {"why", why}});
  const char* unreadable = "";
  if (const auto arrival = ArrivalOf(entry, unreadable)) {
    TRY(redis_.Run(store::AppendCommand(shared_.conversations.Tag(arrival->who.pseudonym),
                                        RawEntry(*arrival, shared_.keys))));
    return Unit{};
  }
  const std::string name = KeyedHash(*shared_.keys.pseudonym, "spool",
                                     std::to_string(ToMillis(entry.received_at)) + "|" +
                                         entry.channel + "|" + entry.inbound)
                               .substr(0, 20);
  TRY(redis_.Run(store::AppendCommand(
      shared_.conversations.Tag(name),
      {"tips", "spool-" + name, "raw", SealToCase(shared_.keys, entry.inbound), entry.channel})));
  return Unit{};
}

}  // namespace tipline::gateway
