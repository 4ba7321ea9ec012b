#include "workers/loop/counts.h"

namespace tipline::workers {

void WorkerCounts::Done(const std::string& job) const {
  Counter("tipline_worker_jobs_total", "Jobs done, by kind", {{"job", job}}).Add();
}

const WorkerCounts& Counts() {
  static const WorkerCounts kCounts{
      Counter("tipline_worker_retries_total", "Entries that will be tried again"),
      Counter("tipline_worker_buried_total", "Entries given up: see the dead letters"),
      Counter("tipline_worker_troubles_total",
              "Failures of Redis or the SQL store as the worker saw them"),
      Counter("tipline_worker_faults_total", "Jobs that threw: a defect of ours"),
      Counter("tipline_worker_sent_total", "Messages that a provider took"),
      Counter("tipline_worker_send_retries_total", "Sends that will be tried again"),
      Counter("tipline_worker_send_failed_total", "Messages given up"),
      Counter("tipline_worker_held_total", "Messages held because their channel cannot send"),
      Counter("tipline_worker_reports_dropped_total",
              "Delivery reports let go because too many waited for a message of ours"),
      Counter("tipline_worker_refused_total",
              "Messages that may not be sent: opt-out, safe contact, words"),
      Counter("tipline_worker_permits_lapsed_total",
              "Permits of a rate that came too late to be used; Redis is slow"),
  };
  return kCounts;
}

}  // namespace tipline::workers
