#include "gateway/webhooks/background.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "gateway/base/log.h"
#include "gateway/store/live/flows_published.h"
#include "gateway/store/live/gate.h"
#include "gateway/store/live/knowledge_published.h"

namespace tipline::gateway {

Background::Background(Shared& shared, store::RedisOptions redis, std::atomic<bool>& store_ok)
    : shared_(shared),
      redis_(std::move(redis)),
      store_ok_(store_ok),
      replay_(shared, redis_),
      pulse_(shared.settings, shared.tally, shared.clock) {}

void Background::Run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  while (!stop.stop_requested()) {
    bool more = false;
    try {
      more = Round(stop);
    } catch (...) {  // what() may hold words of people
      LogError("background_failed", Internal("an exception"));
    }
    if (more) continue;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, kBackgroundEvery, [] { return false; });
  }
}

bool Background::Round(const std::stop_token& stop) {
  ForgetOldSender();
  Status done = Check();
  bool more = false;
  if (done) pulse_.Beat(redis_);
  if (done) done = TakeOverdueParts();
  if (done) {
    const auto replayed = ReplaySpool(stop);
    if (replayed) {
      more = *replayed;
    } else {
      done = replayed.error();
    }
  }
  Note(done);
  waiting_.Set(static_cast<double>(shared_.spool.depth()));
  damaged_.Set(static_cast<double>(shared_.spool.damaged()));
  return more;
}

void Background::Note(const Status& done) {
  if (!done) checked_ = false;  // it may come back as another server
  if (!done && store_ok_.exchange(false)) LogError("store_lost", done.error());
  if (done && !store_ok_.exchange(true)) LogInfo("store_back");
}

Status Background::Check() {
  TRY(redis_.Run({"PING"}));
  if (!checked_) TRY(store::CheckServer(redis_, shared_.settings.redis_unsafe));
  checked_ = true;
  TRY(RefreshFlows());
  return RefreshKnowledge();
}

// A document that cannot be read leaves the one before in use, and is told once.
Status Background::RefreshKnowledge() {
  for (const flows::SourceKind* kind : flows::SourceKinds()) {
    const std::string& name = kind->name;
    TRY_ASSIGN(auto reply, redis_.Run(store::PublishedKnowledge::HeadCommand(name)));
    TRY_ASSIGN(const auto head, store::PublishedKnowledge::ReadHead(reply.view()));
    if (!head || head->hash == shared_.knowledge.HashOf(name)) continue;
    if (head->hash == store::kNothingPublished) {
      shared_.knowledge.Remove(name, head->hash);
      LogInfo("knowledge_taken_back", {{"source", name}});
      continue;
    }
    TRY_ASSIGN(auto raw, redis_.Run(store::PublishedKnowledge::GetCommand(name)));
    TRY_ASSIGN(const auto text, store::PublishedKnowledge::ReadGet(raw.view()));
    auto source = flows::DecodeSource(name, text);
    shared_.knowledge.Put(name, head->hash, source ? *source : nullptr);
    if (!source)
      LogError("knowledge_unreadable", source.error(), {{"source", name}});
    else
      LogInfo("knowledge_loaded", {{"source", name}, {"rows", (*source)->size()}});
  }
  return Unit{};
}

Status Background::RefreshFlows() {
  for (const std::string& name : shared_.settings.Bundles()) {
    TRY_ASSIGN(auto reply, redis_.Run(store::PublishedFlows::VersionsCommand(name)));
    TRY_ASSIGN(const auto versions, store::PublishedFlows::ReadVersions(reply.view()));
    if (versions.empty()) continue;  // nothing published yet: not ready, but not broken
    const store::FlowVersion& latest = versions.back();
    const auto known = shared_.flows.Latest(name);
    if (known && known->version() == latest.version && known->hash() == latest.hash) continue;
    TRY_ASSIGN(auto raw, redis_.Run(store::PublishedFlows::GetCommand(name, latest.version)));
    TRY_ASSIGN(auto text, store::PublishedFlows::ReadGet(raw.view()));
    auto bundle = flows::Bundle::Decode(text);
    if (!bundle) {
      LogError("flow_unreadable", bundle.error(), {{"flow", name}, {"version", latest.version}});
      continue;  // the version in use stays in use
    }
    shared_.flows.PutLatest(*std::move(bundle));
    LogInfo("flow_loaded", {{"flow", name}, {"version", latest.version}});
  }
  return Unit{};
}

Status Background::TakeOverdueParts() {
  const TimePoint now = shared_.clock.Now();
  const bool set_back = parts_at_ > now + kPartsLook;  // the machine's clock was
  if (now < parts_at_ && !set_back) return Unit{};
  parts_at_ = now + kPartsLook;
  TRY_ASSIGN(const int taken, replay_.OverdueParts());
  if (taken > 0) LogInfo("parts_taken_as_they_are", {{"messages", taken}});
  return Unit{};
}

// Nothing leaves the spool before it is in Redis. Only a Redis that is there, and goes on refusing
// this one message, gets it as a raw tip instead.
Result<bool> Background::ReplaySpool(const std::stop_token& stop) {
  const auto end = std::chrono::steady_clock::now() + kReplaySlice;
  while (shared_.spool.depth() > 0) {
    if (stop.stop_requested() || std::chrono::steady_clock::now() >= end) return true;
    const auto next = shared_.spool.ReadNext();
    if (!NoteSpool(next ? Status(Unit{}) : Status(next.error()))) return false;
    const auto& entry = *next;
    if (!entry) break;
    Status done = replay_.One(*entry);
    if (!done && done.error().code != Code::kUnavailable && done.error().code != Code::kDenied &&
        ++refusals_ >= kMaxRefusals)
      done = replay_.FileRaw(*entry, "refused");
    if (!done) return done.error();
    refusals_ = 0;
    if (!NoteSpool(shared_.spool.Confirm())) return false;
  }
  return false;
}

// A disk that fails is not a Redis that is lost: the gateway goes on, and tries again next round.
bool Background::NoteSpool(const Status& done) {
  const bool failed = !done;
  if (failed && !spool_failed_) LogError("spool_not_replayed", done.error());
  if (!failed && spool_failed_) LogInfo("spool_replayed_again");
  spool_failed_ = failed;
  return !failed;
}

}  // namespace tipline::gateway
