#include "gateway/webhooks/background.h"

#include <condition_variable>
#include <mutex>
#include <set>

#include "gateway/base/log.h"
#include "gateway/store/live/flows_published.h"
#include "gateway/store/live/gate.h"

namespace tipline::gateway {

Background::Background(Shared& shared, store::RedisOptions redis, std::atomic<bool>& store_ok)
    : shared_(shared), redis_(std::move(redis)), store_ok_(store_ok) {}

void Background::Run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  while (!stop.stop_requested()) {
    const Status done = Round();
    if (!done) checked_ = false;  // it may come back as another server
    if (!done && store_ok_.exchange(false)) LogError("store_lost", done.error());
    if (done && !store_ok_.exchange(true)) LogInfo("store_back");
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, kBackgroundEvery, [] { return false; });
  }
}

Status Background::Round() {
  TRY(redis_.Run({"PING"}));
  if (!checked_) TRY(store::CheckServer(redis_, shared_.settings.redis_unsafe));
  checked_ = true;
  TRY(RefreshFlows());
  return ReplaySpool();
}

Status Background::RefreshFlows() {
  std::set<std::string> names;
  for (const auto& [id, channel] : shared_.settings.channels)
    names.insert(channel.flow);
  for (const std::string& name : names) {
    TRY_ASSIGN(auto reply, redis_.Run(store::PublishedFlows::LatestCommand(name)));
    auto latest = store::PublishedFlows::ReadLatest(reply.view());
    if (!latest) {
      if (latest.error().code == Code::kNotFound)
        continue;  // nothing published yet: not ready, but not broken
      return latest.error();
    }
    const auto known = shared_.flows.Latest(name);
    if (known && known->version() == *latest) continue;
    TRY_ASSIGN(auto raw, redis_.Run(store::PublishedFlows::GetCommand(name, *latest)));
    TRY_ASSIGN(auto text, store::PublishedFlows::ReadGet(raw.view()));
    auto bundle = flows::Bundle::Decode(text);
    if (!bundle) {
      LogError("flow_unreadable", bundle.error(), {{"flow", name}, {"version", *latest}});
      continue;  // the version in use stays in use
    }
    shared_.flows.Put(*std::move(bundle));
    LogInfo("flow_loaded", {{"flow", name}, {"version", *latest}});
  }
  return Unit{};
}

Status Background::ReplaySpool() {
  while (shared_.spool.depth() > 0) {
    TRY_ASSIGN(auto entry, shared_.spool.ReadNext());
    if (!entry) break;
    const Status done = Replay(*entry);
    if (!done && done.error().code == Code::kUnavailable) return done;  // stays first in line
    if (!done) LogError("spool_entry_refused", done.error(), {{"channel", entry->channel}});
    TRY(shared_.spool.Confirm());
  }
  return Unit{};
}

// The way of a request (handler.cc) on a blocking connection; the reply goes out as a message.
Status Background::Replay(const store::SpoolEntry& entry) {
  const auto it = shared_.settings.channels.find(entry.channel);
  if (it == shared_.settings.channels.end()) return NotFound("channel is not configured any more");
  const Provider* provider = FindProvider(it->second.provider);
  if (provider == nullptr) return NotFound("provider is not known");
  TRY_ASSIGN(auto inbound, DecodeInbound(entry.inbound));
  auto arrival = Arrive(std::move(inbound), it->second, *provider, entry.received_at, shared_.keys,
                        RandomToken(12));
  arrival.replayed = true;
  auto bundle = shared_.flows.Latest(it->second.flow);
  if (!bundle) return Unavailable("no published flow");
  for (int tries = 0; tries < kMaxTries; ++tries) {
    TRY_ASSIGN(auto raw, redis_.Run(shared_.conversations.LoadCommand(arrival.who)));
    TRY_ASSIGN(auto loaded, shared_.conversations.ReadLoad(arrival.who, raw.view()));
    std::array<uint8_t, 32> entropy{};
    RandomBytes(entropy.data(), entropy.size());
    auto decision = shared_.decider.Decide(arrival, loaded, *bundle, shared_.clock.Now(), entropy);
    if (decision.kind == Decision::Kind::kNeedFlow) {
      TRY_ASSIGN(auto document, redis_.Run(store::PublishedFlows::GetCommand(
                                    decision.flow, decision.flow_version)));
      TRY_ASSIGN(auto text, store::PublishedFlows::ReadGet(document.view()));
      TRY_ASSIGN(auto pinned, flows::Bundle::Decode(text));
      bundle = shared_.flows.Put(std::move(pinned));
      decision = shared_.decider.Decide(arrival, loaded, *bundle, shared_.clock.Now(), entropy);
    }
    if (decision.kind != Decision::Kind::kCommit) return Unit{};  // a repeat: taken before
    TRY_ASSIGN(auto done, redis_.Run(shared_.conversations.CommitCommand(decision.commit)));
    TRY_ASSIGN(auto committed, shared_.conversations.ReadCommit(arrival.who, done.view()));
    if (committed.outcome != store::Committed::Outcome::kConflict) return Unit{};
  }
  return Unavailable("session is contended");
}

}  // namespace tipline::gateway
