// Tests: tests/workers/loop/lane_test.cc, tests/workers/jobs
#include "workers/loop/lane.h"

#include <algorithm>
#include <map>
#include <utility>

#include "gateway/base/log.h"
#include "workers/loop/counts.h"
#include "workers/loop/sender.h"

namespace tipline::workers {
namespace {

bool PassesByItself(const Error& error) {
  return error.code == Code::kUnavailable || error.code == Code::kConflict;
}

Millis BackOff(int tries) {
  Millis wait = kFirstRetry;
  for (int i = 1; i < tries && wait < kLastRetry; ++i)
    wait *= 2;
  return std::min(wait, kLastRetry);
}

std::string JobName(const store::Delivered& entry) {
  return entry.stream + ":" + entry.kind;
}

}  // namespace

Lane::Lane(Services& services, store::RedisOptions redis, const std::string& consumer)
    : services_(services),
      redis_(std::move(redis)),
      leases_(redis_, services.settings.partitions, consumer),
      streams_(redis_, services.settings.partitions, consumer),
      timers_(redis_, services.settings.partitions),
      contacts_(redis_, services.settings.partitions),
      sender_(std::make_unique<Sender>(services, [this](const std::string& referral_id) {
        return Schedule("", "referral_unreached", referral_id, Now());
      })) {}

Lane::~Lane() = default;

Status Lane::Prepare() {
  return streams_.EnsureGroups();
}

Status Lane::Append(std::string_view pseudonym, const store::StreamEntry& entry) {
  const auto added = streams_.Append(store::TagOf(PartitionOf(pseudonym, partitions())), entry);
  if (!added) return added.error();
  return Unit{};
}

Status Lane::Schedule(std::string_view pseudonym, std::string_view job, std::string_view id,
                      TimePoint due) {
  // A job without a person spreads by its id.
  return timers_.Schedule(
      PartitionOf(pseudonym.empty() ? KeyedHash(*services_.keys.pseudonym, "timer", id) : pseudonym,
                  partitions()),
      job, id, due);
}

void Lane::Trouble(const char* what, const Error& error) {
  Counts().troubles.Add();
  if (Now() >= resume_at_) LogWarning(what, error);
  resume_at_ = Now() + kFirstRetry;
}

bool Lane::KeepLeases() {
  if (Now() < leases_due_ && !held_.empty()) return true;
  auto kept = leases_.Keep();
  if (!kept) {  // nothing may be assumed to be held
    held_.clear();
    Trouble("leases_unknown", kept.error());
    return false;
  }
  held_ = *std::move(kept);
  leases_due_ = Now() + store::kLeaseTtl / 3;
  // What was handed to us under a lease that is over has been, or will be, handed to whoever has
  // the partition now.
  std::erase_if(waiting_,
                [this](const Waiting& one) { return EpochOf(one.entry.partition) != one.lease; });
  return true;
}

int64_t Lane::EpochOf(int partition) const {
  const auto lease = std::find_if(held_.begin(), held_.end(), [&](const store::Lease& one) {
    return one.partition == partition;
  });
  return lease == held_.end() ? 0 : lease->epoch;
}

size_t Lane::Step(Millis block) {
  if (!KeepLeases() || held_.empty()) return 0;
  size_t did = RunWaiting();
  if (waiting_.size() < kMaxWaiting) {
    did += ReadStream("outbound", Millis(0));
    const bool busy = did > 0 || sender_->under_way() > 0;
    did += ReadStream("tips", busy ? Millis(0) : block);
  }
  did += RunTimers();
  auto sent = sender_->Step(held_, did > 0 ? Millis(0) : std::min(block, Millis(20)));
  if (!sent) {
    Trouble("sending_failed", sent.error());
    return did;
  }
  return did + *sent;
}

void Lane::Stop() {
  sender_->Finish();
  const Status released = leases_.Release();
  if (!released) LogWarning("leases_not_released", released.error());
  held_.clear();
}

size_t Lane::ReadStream(std::string_view stream, Millis block) {
  auto read = streams_.Read(stream, held_, kBatch, block);
  if (!read) {
    Trouble("stream_not_read", read.error());
    return 0;
  }
  std::vector<Waiting> batch;
  for (store::Delivered& entry : *read) {
    const int64_t epoch = EpochOf(entry.partition);
    batch.push_back({std::move(entry), epoch, 0, {}});
  }
  const size_t size = batch.size();
  RunBatch(std::move(batch));
  return size;
}

size_t Lane::RunWaiting() {
  std::vector<Waiting> due;
  std::vector<Waiting> later;
  for (Waiting& one : waiting_)
    (one.due <= Now() ? due : later).push_back(std::move(one));
  waiting_ = std::move(later);
  const size_t size = due.size();
  if (size > 0 || !done_.empty()) RunBatch(std::move(due));
  return size;
}

void Lane::RunBatch(std::vector<Waiting> batch) {
  std::map<std::string, std::vector<Waiting>> by_job;
  for (Waiting& one : batch)
    by_job[JobName(one.entry)].push_back(std::move(one));
  for (auto& [name, group] : by_job) {
    std::vector<Outcome> outcomes;
    const auto job = Jobs().find(name);
    if (job == Jobs().end()) {
      outcomes.assign(group.size(),
                      Outcome{Verdict::kBury, Invalid("no job for this kind of entry")});
    } else {
      std::vector<store::Delivered> entries;
      for (const Waiting& one : group)
        entries.push_back(one.entry);
      outcomes = job->second->Run(*this, entries);
    }
    outcomes.resize(group.size(), Outcome{Verdict::kRetry, Internal("a job gave no outcome")});
    Settle(std::move(group), outcomes);
  }
  if (done_.empty()) return;
  Reached("before_ack");
  const Status acknowledged = streams_.Ack(done_);
  if (!acknowledged) return Trouble("not_acknowledged", acknowledged.error());
  done_.clear();
}

void Lane::Settle(std::vector<Waiting> batch, const std::vector<Outcome>& outcomes) {
  for (size_t i = 0; i < batch.size(); ++i) {
    Waiting& one = batch[i];
    const Outcome& outcome = outcomes[i];
    if (outcome.verdict == Verdict::kDone) {
      Counts().Done(JobName(one.entry));
      done_.push_back(std::move(one.entry));
      continue;
    }
    ++one.tries;
    const bool enough =
        !PassesByItself(outcome.error) && one.tries + one.entry.deliveries > kMaxTries;
    if (outcome.verdict == Verdict::kBury || enough) {
      const Status buried = streams_.Bury(one.entry, CodeName(outcome.error.code));
      if (buried) {
        Counts().buried.Add();
        LogError("entry_buried", outcome.error,
                 {{"job", JobName(one.entry)}, {"id", one.entry.id}});
        continue;
      }
      Trouble("not_buried", buried.error());
    }
    Counts().retries.Add();
    one.due = Now() + BackOff(one.tries);
    waiting_.push_back(std::move(one));
  }
}

size_t Lane::RunTimers() {
  if (Now() < timers_due_) return 0;
  timers_due_ = Now() + kTimerLook;
  const auto due = timers_.TakeDue(held_, Now());
  if (!due) {
    Trouble("timers_not_read", due.error());
    return 0;
  }
  for (const store::DueJob& timer : due->jobs) {
    const auto job = TimerJobs().find(timer.job);
    // Of a newer Tipline, perhaps: it stays, and comes back when the lease on it is over.
    if (job == TimerJobs().end()) continue;
    Status ran = job->second->Run(*this, timer.id);
    // Not done: it comes back by itself once its lease is over, unless it is hopeless.
    if (!ran && ran.error().code != Code::kNotFound && ran.error().code != Code::kInvalid) {
      Trouble("timer_failed", ran.error());
      continue;
    }
    const Status done = timers_.Done(timer);
    if (!done) Trouble("timer_not_done", done.error());
    Counts().Done("timer:" + timer.job);
  }
  return due->jobs.size();
}

}  // namespace tipline::workers
