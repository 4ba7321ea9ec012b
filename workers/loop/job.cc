#include "workers/loop/job.h"

#include <set>
#include <utility>

namespace tipline::workers {
std::vector<Outcome> InTurn(const std::vector<store::Delivered>& batch,
                            const std::function<Outcome(size_t place)>& one) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(batch.size());
  std::set<int> stuck;  // partitions
  int away = 0;
  for (size_t i = 0; i < batch.size(); ++i) {
    if (away == kAwayInARow || stuck.contains(batch[i].partition)) {
      outcomes.push_back({Verdict::kBehind, {}});
      continue;
    }
    outcomes.push_back(one(i));
    const Outcome& outcome = outcomes.back();
    const bool again = outcome.verdict == Verdict::kRetry;
    if (again) stuck.insert(batch[i].partition);
    away = again && outcome.error.code == Code::kUnavailable ? away + 1 : 0;
  }
  return outcomes;
}

std::vector<Outcome> EntryJob::Run(Lane& lane, const std::vector<store::Delivered>& batch) const {
  return InTurn(batch, [&](size_t place) {
    const Status done = One(lane, batch[place]);
    return done ? Done() : Failed(done.error());
  });
}

std::map<std::string, std::shared_ptr<const Job>>& Jobs() {
  static std::map<std::string, std::shared_ptr<const Job>> jobs;
  return jobs;
}

std::map<std::string, std::shared_ptr<const TimerJob>>& TimerJobs() {
  static std::map<std::string, std::shared_ptr<const TimerJob>> jobs;
  return jobs;
}

const Job* JobOf(const store::Delivered& entry) {
  const auto job = Jobs().find(entry.stream + ":" + entry.kind);
  return job == Jobs().end() ? nullptr : job->second.get();
}

RegisterJob::RegisterJob(const char* stream, std::initializer_list<const char*> kinds,
                         const std::shared_ptr<const Job>& job) {
  for (const char* kind : kinds)
    Jobs()[std::string(stream) + ":" + kind] = job;
}

RegisterTimer::RegisterTimer(const char* name, std::shared_ptr<const TimerJob> job) {
  TimerJobs()[name] = std::move(job);
}

}  // namespace tipline::workers
