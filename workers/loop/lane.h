// One worker thread's own things: its Redis connection with the stores on it, its leases, the
// entries that wait for another try, the messages on their way out. Step() is one turn of the loop;
// tests call it themselves. lane.cc has the turn of the loop, lane_entries.cc,
// lane_waiting.cc and lane_timers.cc what it does with entries and timers. One thread only. Tests:
// tests/workers/loop/lane_test.cc, tests/workers/jobs
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
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

constexpr int kBatch = 128;  // tips of one SQL transaction
// Entries that wait for another try; more: nothing new is read.
constexpr size_t kMaxWaiting = 1024;
// Besides those, entries that wait for what they belong to: more, and the oldest is let go.
constexpr size_t kMaxEarly = 256;
constexpr Millis kFirstRetry{250};         // doubles with each try
constexpr Millis kLastRetry{5'000};        // others may wait behind it
constexpr Millis kLastEarlyRetry{30'000};  // nobody waits behind these
constexpr Millis kTimerRetry{5'000};       // of a timer's job that failed for itself; doubles too
// An entry that fails for itself, or fails on and on while others are done, does not hold those
// behind it back for longer than this; and whatever happens not longer than that.
constexpr Millis kHoldBack{30'000};
constexpr Millis kHoldBackAtMost{300'000};
// Nothing is buried for failing sooner than this after it first failed: a fail-over or a restart of
// what it needs is over by then, and those that it held back have been tried too.
constexpr Millis kBuryAtTheEarliest{600'000};
static_assert(kBuryAtTheEarliest > kHoldBackAtMost);
// Timers wait for so long at most until what came in before them was read.
constexpr Millis kCatchUp{60'000};
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

  // Functions, streams and consumer groups; once before the first Step, which does it again by
  // itself after trouble.
  Status Prepare();

  // Leases, tips, timers, messages out. Returns how many things it did; 0: there was nothing. An
  // error is logged, waited out and tried again by the next Step.
  size_t Step(Millis block);
  void Stop();  // finishes what is on its way out and gives the leases back
  bool idle() const {
    return held_.empty() || Pace() < resume_at_;
  }  // nothing can be done now: wait

  // How often Redis was made ready again after trouble: what else was kept there may be gone.
  int recoveries() const { return recoveries_; }

  // For jobs. All idempotent by id.
  Services& services() { return services_; }
  Status Append(std::string_view pseudonym, const store::StreamEntry& entry);
  Status Schedule(std::string_view pseudonym, std::string_view job, std::string_view id,
                  TimePoint due);
  // The same as commands, for many at once: one outcome each.
  store::Command AppendCommand(std::string_view pseudonym, const store::StreamEntry& entry) const;
  store::Command ScheduleCommand(std::string_view pseudonym, std::string_view job,
                                 std::string_view id, TimePoint due) const;
  std::vector<Status> RunAll(const std::vector<store::Command>& commands);
  store::Contacts& contacts() { return contacts_; }
  store::Redis& redis() { return redis_; }
  TimePoint Now() const { return services_.clock.Now(); }  // the time of day: what is stored
  TimePoint Pace() const { return services_.pace.Now(); }  // what this lane waits by
  int partitions() const { return services_.settings.partitions; }

  // Tests: called at named points ("taken_in", "alerted", ...); a test ends the process there.
  std::function<void(const char* point)> at_point;
  void Reached(const char* point) const {
    if (at_point) at_point(point);
  }

 private:
  struct Waiting {  // times: Pace()
    store::Delivered entry;
    int64_t lease = 0;  // epoch under which it was handed to us
    int tries = 0;
    TimePoint due{};
    TimePoint failed_at{};    // first
    TimePoint alone_since{};  // it fails while others of its stream are done
    int times_alone = 0;      // so often it did
    uint64_t done_seen = 0;   // of its stream when it last failed
    bool early = false;       // Verdict::kEarly
    bool faulty = false;      // it failed for itself, not because something is away
    bool told = false;        // that it fails for long is in the log
  };
  int64_t EpochOf(int partition) const;  // 0: not held
  bool Recover();
  bool KeepLeases();
  void Trouble(const char* what, const Error& error);
  size_t SendOut(Millis wait, bool start);
  bool IsBehind(size_t read);  // tips may wait that came in before a clock was over

  // lane_entries.cc
  size_t ReadStream(std::string_view stream, Millis block);
  std::vector<store::Lease> Unblocked(std::string_view stream) const;
  void RunBatch(std::vector<Waiting> batch);
  void RunSuspects(std::vector<Waiting> suspects);
  std::vector<Outcome> RunGroup(const Job* job, std::vector<Waiting> group);
  std::vector<Outcome> RunJob(const Job& job, const std::vector<store::Delivered>& entries);
  void Settle(std::vector<Waiting> batch, const std::vector<Outcome>& outcomes);
  void Acknowledge();

  // lane_waiting.cc
  size_t RunWaiting();
  std::set<size_t> InTurnNow() const;
  bool HoldsBack(const Waiting& one) const;
  size_t Early() const;
  void CountFailure(Waiting& one);
  void CountFailing();
  bool GivesUp(const Waiting& one) const;
  void Wait(Waiting one, Millis longest);

  // lane_timers.cc
  size_t RunTimers();
  Status RunTimer(const TimerJob& job, const store::DueJob& timer);
  bool TryTimerLater(const store::DueJob& timer, const Error& error);

  Services& services_;
  store::Redis redis_;
  store::Leases leases_;
  store::Streams streams_;
  store::Timers timers_;
  store::Contacts contacts_;
  std::unique_ptr<Sender> sender_;
  std::vector<store::Lease> held_;
  std::vector<Waiting> waiting_;        // in the order in which they were appended
  std::vector<store::Delivered> done_;  // worked, but the acknowledgement did not get through yet
  std::map<std::string, int> timer_fails_;  // of jobs that failed for themselves
  // By stream: entries done so far, and those that waited for another try when this turn began.
  std::map<std::string, uint64_t> done_so_far_;
  std::map<std::string, int> failing_;
  TimePoint leases_due_{}, timers_due_{}, resume_at_{};  // Pace()
  std::optional<TimePoint> behind_since_;                // Pace()
  int recoveries_ = 0;
  bool shaken_ = false;  // there was trouble: look at Redis before going on
};

}  // namespace tipline::workers
