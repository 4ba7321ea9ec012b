#include "workers/loop/job.h"

#include <utility>

namespace tipline::workers {

std::map<std::string, std::shared_ptr<const Job>>& Jobs() {
  static std::map<std::string, std::shared_ptr<const Job>> jobs;
  return jobs;
}

std::map<std::string, std::shared_ptr<const TimerJob>>& TimerJobs() {
  static std::map<std::string, std::shared_ptr<const TimerJob>> jobs;
  return jobs;
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
