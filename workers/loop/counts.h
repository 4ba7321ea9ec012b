// The worker's numbers for /metrics. Thread-safe.
#pragma once

#include <string>

#include "gateway/base/metrics.h"

namespace tipline::workers {

struct WorkerCounts {
  Counter retries, buried, troubles, faults, sent, send_retries, send_failed, held, early_dropped;
  Counter refused, permits_lapsed;
  void Done(const std::string& job) const;  // `job` comes from the registry: a closed set
};

const WorkerCounts& Counts();  // made at the first call

}  // namespace tipline::workers
