// One worker thread's own things: its Redis connection with the stores on it, its leases, the
// entries that wait for another try, the messages on their way out. Step() is one turn of the loop;
// tests call it themselves. One thread only.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/live/contacts.h"
#include "gateway/store/live/leases.h"
#include "gateway/store/live/streams.h"
#include "gateway/store/live/timers.h"
#include "gateway/store/redis.h"
#include "workers/loop/job.h"
#include "workers/loop/services.h"

namespace tipline::workers {

constexpr int kBatch = 128;   // tips of one SQL transaction
constexpr int kMaxTries = 5;  // of an entry that fails for itself; then it is buried
constexpr size_t kMaxWaiting =
    1024;                           // entries that wait for another try; more: nothing new is read
constexpr Millis kFirstRetry{250};  // doubles with each try
constexpr Millis kLastRetry{30'000};
constexpr Millis kTimerLook{250};  // how exactly timers are kept
constexpr Millis kIdleBlock{100};  // longest wait for a new tip while there is nothing to do

class Sender;

class Lane {
 public:
  // `services` must outlive it. `consumer`: stable, e.g. "host-0".
  Lane(Services& services, store::RedisOptions redis, const std::string& consumer);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  Status Prepare();  // streams and consumer groups; once before the first Step

  // Leases, tips, timers, messages out. Returns how many things it did; 0: there was nothing. An
  // error is logged, waited out and tried again by the next Step.
  size_t Step(Millis block);
  void Stop();  // finishes what is on its way out and gives the leases back
  bool idle() const {
    return held_.empty() || Now() < resume_at_;
  }  // nothing can be done now: wait

  // For jobs. All idempotent by id.
  Services& services() { return services_; }
  Status Append(std::string_view pseudonym, const store::StreamEntry& entry);
  Status Schedule(std::string_view pseudonym, std::string_view job, std::string_view id,
                  TimePoint due);
  store::Contacts& contacts() { return contacts_; }
  TimePoint Now() const { return services_.clock.Now(); }
  int partitions() const { return services_.settings.partitions; }

  // Tests: called at named points ("taken_in", "alerted", ...); a test ends the process there.
  std::function<void(const char* point)> at_point;
  void Reached(const char* point) const {
    if (at_point) at_point(point);
  }

 private:
  struct Waiting {
    store::Delivered entry;
    int64_t lease = 0;  // epoch under which it was handed to us
    int tries = 0;
    TimePoint due{};
  };
  int64_t EpochOf(int partition) const;  // 0: not held
  bool KeepLeases();
  size_t ReadStream(std::string_view stream, Millis block);
  size_t RunWaiting();
  size_t RunTimers();
  void RunBatch(std::vector<Waiting> batch);
  void Settle(std::vector<Waiting> batch, const std::vector<Outcome>& outcomes);
  void Trouble(const char* what, const Error& error);

  Services& services_;
  store::Redis redis_;
  store::Leases leases_;
  store::Streams streams_;
  store::Timers timers_;
  store::Contacts contacts_;
  std::unique_ptr<Sender> sender_;
  std::vector<store::Lease> held_;
  std::vector<Waiting> waiting_;
  std::vector<store::Delivered> done_;  // worked, but the acknowledgement did not get through yet
  TimePoint leases_due_{}, timers_due_{}, resume_at_{};
};

}  // namespace tipline::workers
