// Jobs that wait for their time: chase a referral, try a delivery again, forget. One sorted set per
// partition. A due job is handed out under a short lease: who crashes before Done sees it come
// back. Redis: functions of timers.lua.
//   tl:{pNN}:timers   zset: "<job>|<id>" -> due time, UTC ms
// One thread at a time. Tests: tests/gateway/store/live/timers_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/store/live/leases.h"
#include "gateway/store/redis.h"

namespace tipline::store {

constexpr Millis kTimerLease{60'000};  // longer than a job takes
constexpr int kTimerCount = 100;       // of one partition in one call

struct DueJob {
  int partition = 0;
  std::string job, id;
  TimePoint lease_until{};  // comes back then, unless Done
};

struct DueJobs {
  std::vector<DueJob> jobs;
  std::optional<TimePoint> next;  // the next one, of the partitions asked; none: nothing waits
};

class Timers {
 public:
  Timers(Redis& redis, int partitions) : redis_(redis), partitions_(partitions) {}

  // One job and id have one due time: a second call moves it. `job`: letters, digits, '_'; kInvalid
  // otherwise.
  Status Schedule(int partition, std::string_view job, std::string_view id, TimePoint due);
  Status Schedule(std::string_view pseudonym, std::string_view job, std::string_view id,
                  TimePoint due);
  // The same for pipelines; `job` as above.
  static Command ScheduleCommand(int partition, std::string_view job, std::string_view id,
                                 TimePoint due);

  Result<DueJobs> TakeDue(const std::vector<Lease>& leases, TimePoint now,
                          Millis lease = kTimerLease, int count = kTimerCount);
  // Unless it was scheduled anew meanwhile: then that stays.
  Status Done(const DueJob& job);
  Result<int64_t> Count();  // all that wait, over all partitions

 private:
  Redis& redis_;
  const int partitions_;
};

}  // namespace tipline::store
