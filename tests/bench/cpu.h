// Processor time and memory of processes, read from /proc.
#pragma once

#include <vector>

#include <sched.h>
#include <sys/types.h>

namespace tipline::bench {

// These processes and all their children, as of now.
std::vector<pid_t> WithChildren(const std::vector<pid_t>& pids);
// Seconds of processor time, user and system, that these used so far.
double CpuSeconds(const std::vector<pid_t>& pids);
// MiB of resident memory that belong to these alone or are shared by them (RSS, summed).
double ResidentMiB(const std::vector<pid_t>& pids);
// While it lives, the thread that made it runs on the machine's last core only, as far away from
// what it measures as few cores allow.
class OnLastCore {
 public:
  OnLastCore();
  ~OnLastCore();
  OnLastCore(const OnLastCore&) = delete;
  OnLastCore& operator=(const OnLastCore&) = delete;

 private:
  cpu_set_t before_{};
};

}  // namespace tipline::bench
