// What a lane does with the timers of its partitions.
#include "gateway/base/log.h"
#include "workers/loop/counts.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

constexpr Millis kAfterConflict{1'000};
constexpr size_t kFailsKept = 1024;  // more cannot be an accident of single timers

}  // namespace

size_t Lane::RunTimers() {
  if (Pace() < timers_due_) return 0;
  timers_due_ = Pace() + kTimerLook;
  const auto due = timers_.TakeDue(held_, Now());
  if (!due) {
    Trouble("timers_not_read", due.error());
    return 0;
  }
  for (const store::DueJob& timer : due->jobs) {
    const auto job = TimerJobs().find(timer.job);
    // Of a newer Tipline, perhaps: it stays, and comes back when the lease on it is over.
    if (job == TimerJobs().end()) continue;
    const Status ran = RunTimer(*job->second, timer);
    const Code code = ran ? Code::kNotFound : ran.error().code;
    // Somebody was faster with the same case: nothing is wrong with what is around it.
    if (code == Code::kConflict) {
      const Status later =
          timers_.Schedule(timer.partition, timer.job, timer.id, Now() + kAfterConflict);
      if (!later) Trouble("timer_not_scheduled", later.error());
      continue;
    }
    if (code == Code::kUnavailable) {
      // It comes back by itself once its lease is over.
      Trouble("timer_failed", ran.error());
      continue;
    }
    const bool hopeless = code == Code::kNotFound || code == Code::kInvalid;
    if (!hopeless && TryTimerLater(timer, ran.error())) continue;
    timer_fails_.erase(timer.job + "|" + timer.id);
    const Status done = timers_.Done(timer);
    if (!done) Trouble("timer_not_done", done.error());
    Counts().Done("timer:" + timer.job);
  }
  return due->jobs.size();
}

Status Lane::RunTimer(const TimerJob& job, const store::DueJob& timer) {
  try {
    return job.Run(*this, timer.id);
  } catch (...) {  // what() may hold words of people
    Counts().faults.Add();
    return Internal("a job failed");
  }
}

// False: it was tried often enough. What it was for is looked after by jobs/sweep.
bool Lane::TryTimerLater(const store::DueJob& timer, const Error& error) {
  if (timer_fails_.size() > kFailsKept) timer_fails_.clear();
  const int fails = ++timer_fails_[timer.job + "|" + timer.id];
  const bool again = fails < kMaxTries;
  LogError(again ? "timer_failed" : "timer_given_up", error,
           {{"job", timer.job}, {"id", timer.id}, {"fails", fails}});
  if (!again) return false;
  const Status later = timers_.Schedule(timer.partition, timer.job, timer.id,
                                        Now() + kTimerRetry * (1 << (fails - 1)));
  if (!later) Trouble("timer_not_scheduled", later.error());
  return true;
}

}  // namespace tipline::workers
