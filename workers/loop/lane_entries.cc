// What a lane does with the entries of its streams: reads them, runs their jobs, keeps those that
// must be tried again.
#include <algorithm>
#include <charconv>
#include <set>
#include <thread>
#include <utility>

#include "gateway/base/log.h"
#include "workers/loop/counts.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

using Place = std::pair<std::string, int>;  // stream and partition

bool PassesByItself(const Error& error) {
  return error.code == Code::kUnavailable || error.code == Code::kConflict;
}

Millis BackOff(int tries, Millis longest) {
  Millis wait = kFirstRetry;
  for (int i = 1; i < tries && wait < longest; ++i)
    wait *= 2;
  return std::min(wait, longest);
}

std::string JobName(const store::Delivered& entry) {
  return entry.stream + ":" + entry.kind;
}

bool InOrder(const store::Delivered& entry) {
  const auto job = Jobs().find(JobName(entry));
  return job == Jobs().end() || job->second->InOrder();
}

// When it was appended, "<ms>-<number in that ms>", as numbers.
std::pair<TimePoint, int64_t> Age(const store::Delivered& entry) {
  int64_t number = 0;
  const size_t dash = std::min(entry.entry.find('-'), entry.entry.size() - 1);
  std::from_chars(entry.entry.data() + dash + 1, entry.entry.data() + entry.entry.size(), number);
  return {entry.appended_at(), number};
}

}  // namespace

// What is behind an entry that waits stays in Redis until that one is done.
bool Lane::HoldsBack(const Waiting& one) const {
  if (!InOrder(one.entry)) return false;
  if (one.alone_since != TimePoint{} && Now() >= one.alone_since + kHoldBack) return false;
  return Now() < one.failed_at + kHoldBackAtMost;
}

std::vector<store::Lease> Lane::Unblocked(std::string_view stream) const {
  std::set<int> blocked;
  for (const Waiting& one : waiting_)
    if (one.entry.stream == stream && HoldsBack(one)) blocked.insert(one.entry.partition);
  std::vector<store::Lease> leases;
  for (const store::Lease& lease : held_)
    if (!blocked.contains(lease.partition)) leases.push_back(lease);
  return leases;
}

size_t Lane::Early() const {
  return static_cast<size_t>(std::count_if(waiting_.begin(), waiting_.end(),
                                           [](const Waiting& one) { return one.early; }));
}

size_t Lane::ReadStream(std::string_view stream, Millis block) {
  const auto leases = Unblocked(stream);
  if (leases.empty()) {  // nothing to block on
    std::this_thread::sleep_for(std::min(block, kFirstRetry / 10));
    return 0;
  }
  auto read = streams_.Read(stream, leases, kBatch, block);
  if (!read) {
    Trouble("stream_not_read", read.error());
    return 0;
  }
  std::vector<Waiting> batch;
  for (store::Delivered& entry : *read) {
    const int64_t epoch = EpochOf(entry.partition);
    Waiting& one = batch.emplace_back();
    one.entry = std::move(entry);
    one.lease = epoch;
  }
  const size_t size = batch.size();
  RunBatch(std::move(batch));
  return size;
}

size_t Lane::RunWaiting() {
  std::vector<Waiting> due;
  std::vector<Waiting> later;
  std::set<Place> taken;  // one of each at a time: if it fails again, none has overtaken it
  for (Waiting& one : waiting_) {
    const bool in_turn =
        !HoldsBack(one) || taken.insert({one.entry.stream, one.entry.partition}).second;
    (in_turn && one.due <= Now() ? due : later).push_back(std::move(one));
  }
  waiting_ = std::move(later);
  const size_t size = due.size();
  if (size > 0 || !done_.empty()) RunBatch(std::move(due));
  return size;
}

void Lane::RunBatch(std::vector<Waiting> batch) {
  std::map<std::string, std::vector<Waiting>> by_job;
  // Handed out so often that it may be what ends the program: alone and last, when the others are
  // done and acknowledged.
  std::vector<Waiting> suspects;
  for (Waiting& one : batch) {
    const bool suspect = one.entry.deliveries > kMaxTries;
    (suspect ? suspects : by_job[JobName(one.entry)]).push_back(std::move(one));
  }
  for (auto& [name, group] : by_job)
    if (!group.empty()) RunGroup(name, std::move(group));
  Acknowledge();
  for (Waiting& suspect : suspects) {
    const std::string name = JobName(suspect.entry);
    std::vector<Waiting> alone;
    alone.push_back(std::move(suspect));
    RunGroup(name, std::move(alone));
    Acknowledge();
  }
}

void Lane::RunGroup(const std::string& name, std::vector<Waiting> group) {
  std::vector<Outcome> outcomes;
  const auto job = Jobs().find(name);
  if (job == Jobs().end()) {
    outcomes.assign(group.size(),
                    Outcome{Verdict::kBury, Invalid("no job for this kind of entry")});
  } else {
    std::vector<store::Delivered> entries;
    entries.reserve(group.size());
    for (const Waiting& one : group)
      entries.push_back(one.entry);
    outcomes = RunJob(*job->second, entries);
  }
  outcomes.resize(group.size(), Outcome{Verdict::kRetry, Internal("a job gave no outcome")});
  Settle(std::move(group), outcomes);
}

std::vector<Outcome> Lane::RunJob(const Job& job, const std::vector<store::Delivered>& entries) {
  try {
    return job.Run(*this, entries);
  } catch (...) {  // what() may hold words of people
    Counts().faults.Add();
    if (entries.size() == 1) return {{Verdict::kRetry, Internal("a job failed")}};
  }
  std::vector<Outcome> outcomes;  // what was done before it threw is done again: jobs bear that
  for (const store::Delivered& entry : entries)
    outcomes.push_back(RunJob(job, {entry}).front());
  return outcomes;
}

void Lane::Acknowledge() {
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
      last_done_ = Now();
      done_.push_back(std::move(one.entry));
      continue;
    }
    CountFailure(one);
    one.early = outcome.verdict == Verdict::kEarly;
    if (one.early) {
      Wait(std::move(one), kLastEarlyRetry);
      continue;
    }
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
    Wait(std::move(one), kLastRetry);
  }
}

void Lane::CountFailure(Waiting& one) {
  const bool alone = one.tries > 0 && last_done_ > one.last_failed_at;
  if (!alone) one.alone_since = {};
  if (alone && one.alone_since == TimePoint{}) one.alone_since = Now();
  if (one.tries == 0) one.failed_at = Now();
  one.last_failed_at = Now();
  ++one.tries;
}

void Lane::Wait(Waiting one, Millis longest) {
  one.due = Now() + BackOff(one.tries, longest);
  const bool early = one.early;
  const auto place = std::upper_bound(
      waiting_.begin(), waiting_.end(), one,
      [](const Waiting& a, const Waiting& b) { return Age(a.entry) < Age(b.entry); });
  waiting_.insert(place, std::move(one));
  if (!early || Early() <= kMaxEarly) return;
  // What waited longest is the least likely to find what it belongs to.
  const auto oldest = std::find_if(waiting_.begin(), waiting_.end(),
                                   [](const Waiting& waits) { return waits.early; });
  Counts().early_dropped.Add();
  done_.push_back(std::move(oldest->entry));
  waiting_.erase(oldest);
}

}  // namespace tipline::workers
