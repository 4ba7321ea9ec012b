// What a lane does with the entries of its streams: reads them, runs their jobs. What must be tried
// again: lane_waiting.cc.
#include <algorithm>
#include <set>
#include <thread>
#include <utility>

#include "gateway/base/log.h"
#include "workers/loop/counts.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

constexpr Millis kNothingToBlockOn{25};

bool PassesByItself(const Error& error) {
  return error.code == Code::kUnavailable || error.code == Code::kConflict;
}

std::string JobName(const store::Delivered& entry) {
  return entry.stream + ":" + entry.kind;
}

}  // namespace

std::vector<store::Lease> Lane::Unblocked(std::string_view stream) const {
  std::set<int> blocked;
  for (const Waiting& one : waiting_)
    if (one.entry.stream == stream && HoldsBack(one)) blocked.insert(one.entry.partition);
  std::vector<store::Lease> leases;
  for (const store::Lease& lease : held_)
    if (!blocked.contains(lease.partition)) leases.push_back(lease);
  return leases;
}

size_t Lane::ReadStream(std::string_view stream, Millis block) {
  const auto leases = Unblocked(stream);
  if (leases.empty()) {
    // Instead of the read. No answer waits for it: while a request is under way, `block` is 0.
    std::this_thread::sleep_for(std::min(block, kNothingToBlockOn));
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

void Lane::RunBatch(std::vector<Waiting> batch) {
  // Kinds of one job stay together: a raw message must not overtake the tip before it.
  std::vector<std::pair<const Job*, std::vector<Waiting>>> by_job;
  // Handed out so often that it may be what ends the program: alone and last, when the others are
  // done and acknowledged.
  std::vector<Waiting> suspects;
  for (Waiting& one : batch) {
    if (one.entry.deliveries > kMaxTries) {
      suspects.push_back(std::move(one));
      continue;
    }
    const Job* job = JobOf(one.entry);
    auto group = std::find_if(by_job.begin(), by_job.end(),
                              [job](const auto& known) { return known.first == job; });
    if (group == by_job.end()) group = by_job.insert(by_job.end(), {job, {}});
    group->second.push_back(std::move(one));
  }
  for (auto& [job, group] : by_job)
    RunGroup(job, std::move(group));
  Acknowledge();
  RunSuspects(std::move(suspects));
}

// As InTurn does with a batch: none overtakes one of its place that failed, and a store that is
// away is not waited for once for each of them.
void Lane::RunSuspects(std::vector<Waiting> suspects) {
  std::set<std::pair<std::string, int>> stuck;  // streams and partitions
  int away = 0;
  for (Waiting& suspect : suspects) {
    const Job* job = JobOf(suspect.entry);
    const bool in_order = job == nullptr || job->InOrder();
    const std::pair place(suspect.entry.stream, suspect.entry.partition);
    if (away == kAwayInARow || (in_order && stuck.contains(place))) {
      Wait(std::move(suspect), kLastRetry);  // Verdict::kBehind
      continue;
    }
    std::vector<Waiting> alone;
    alone.push_back(std::move(suspect));
    const Outcome outcome = RunGroup(job, std::move(alone)).front();
    const bool again = outcome.verdict == Verdict::kRetry;
    if (again && in_order) stuck.insert(place);
    away = again && outcome.error.code == Code::kUnavailable ? away + 1 : 0;
    Acknowledge();
  }
}

std::vector<Outcome> Lane::RunGroup(const Job* job, std::vector<Waiting> group) {
  std::vector<Outcome> outcomes;
  if (job == nullptr) {
    outcomes.assign(group.size(),
                    Outcome{Verdict::kBury, Invalid("no job for this kind of entry")});
  } else {
    std::vector<store::Delivered> entries;
    entries.reserve(group.size());
    for (const Waiting& one : group)
      entries.push_back(one.entry);
    outcomes = RunJob(*job, entries);
  }
  outcomes.resize(group.size(), Outcome{Verdict::kRetry, Internal("a job gave no outcome")});
  Settle(std::move(group), outcomes);
  return outcomes;
}

std::vector<Outcome> Lane::RunJob(const Job& job, const std::vector<store::Delivered>& entries) {
  try {
    return job.Run(*this, entries);
  } catch (...) {  // what() may hold words of people
    Counts().faults.Add();
    if (entries.size() == 1) return {{Verdict::kRetry, Internal("a job failed")}};
  }
  // What was done before it threw is done again: jobs bear that.
  const auto alone = [&](size_t i) { return RunJob(job, {entries[i]}).front(); };
  if (job.InOrder()) return InTurn(entries, alone);
  std::vector<Outcome> outcomes;
  for (size_t i = 0; i < entries.size(); ++i)
    outcomes.push_back(alone(i));
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
      ++done_so_far_[one.entry.stream];
      done_.push_back(std::move(one.entry));
      continue;
    }
    if (outcome.verdict == Verdict::kBehind) {
      Wait(std::move(one), kLastRetry);
      continue;
    }
    CountFailure(one);
    one.early = outcome.verdict == Verdict::kEarly;
    if (one.early) {
      Wait(std::move(one), kLastEarlyRetry);
      continue;
    }
    one.faulty = outcome.verdict == Verdict::kRetry && !PassesByItself(outcome.error);
    if (one.faulty && one.tries == kMaxTries)
      LogError("entry_fails", outcome.error, {{"job", JobName(one.entry)}, {"id", one.entry.id}});
    // It is never given up, so nothing else would ever say that it is not done.
    const bool long_away = outcome.verdict == Verdict::kRetry && !one.faulty &&
                           Pace() >= one.failed_at + kHoldBackAtMost;
    if (long_away && !std::exchange(one.told, true))
      LogError("entry_waits_long", outcome.error,
               {{"job", JobName(one.entry)}, {"id", one.entry.id}});
    if (outcome.verdict == Verdict::kBury || (one.faulty && GivesUp(one))) {
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

}  // namespace tipline::workers
