// A worker of the outbound proof: all of tipline-worker but its clock (shared_clock.h) and its
// provider (moody_provider.h), as a process of its own that can be killed.
#pragma once

#include <string>

#include "gateway/base/settings.h"
#include "gateway/store/redis.h"

namespace tipline::proof {

// What such a process must know; handed on as a file.
struct WorkerPlan {
  std::string sql, redis_socket, keys_dir, clock_file, api_url;
  int channels = 0;
  double rate_per_second = 0;
  int burst = 0;
  int lanes = 0;
  int send_timeout_ms = 0;
};
std::string ToText(const WorkerPlan& plan);

std::string ChannelName(int n);
bool HasFailover(int n);  // every second channel, to the next one
Settings SettingsOf(const WorkerPlan& plan);
store::RedisOptions RedisOf(const WorkerPlan& plan);

// There once it runs, and can be told to stop.
std::string ReadyFile(const std::string& plan_file, int number);
// Runs until SIGTERM; the exit status. `name`: of the host; `number`: of this start.
int RunProofWorker(const std::string& plan_file, const std::string& name, int number);

}  // namespace tipline::proof
