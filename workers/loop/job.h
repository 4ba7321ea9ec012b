// One kind of work = one file in workers/jobs with a RegisterJob or RegisterTimer at its end; the
// loop only walks the registry. Jobs keep no state: one object serves all lanes at once. What a job
// does must bear being done again: it is idempotent by Delivered::id, or by the timer's id.
#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "flows/base/result.h"
#include "gateway/store/live/streams.h"

namespace tipline::workers {

class Lane;

constexpr int kMaxTries = 5;  // of what fails for itself; then it is buried

// What became of one entry. kRetry with kUnavailable or kConflict is tried again for ever, with
// another code at most kMaxTries times, then buried. `error.message` holds no words of people: its
// code goes to the log and the dead letters. kEarly: what it belongs to is not there yet, and may
// never be; it is tried again until the job says otherwise, but only kMaxEarly of a lane wait so.
enum class Verdict { kDone, kRetry, kBury, kEarly };
struct Outcome {
  Verdict verdict = Verdict::kDone;
  Error error;
};
inline Outcome Done() {
  return {};
}
// The error as the outcome: kInvalid stays wrong (bury), all else may pass (retry).
inline Outcome Failed(const Error& error) {
  return {error.code == Code::kInvalid ? Verdict::kBury : Verdict::kRetry, error};
}

class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  virtual ~Job() = default;
  // One outcome per entry, in order. The batch is of one stream, in order within a partition.
  // One that throws counts as failed with kInternal; the entries of its batch are run one by one.
  virtual std::vector<Outcome> Run(Lane& lane,
                                   const std::vector<store::Delivered>& batch) const = 0;
  // While an entry waits for another try, later ones of its stream and partition wait behind it.
  virtual bool InOrder() const { return true; }
};

class TimerJob {
 public:
  TimerJob() = default;
  TimerJob(const TimerJob&) = delete;
  TimerJob& operator=(const TimerJob&) = delete;
  virtual ~TimerJob() = default;
  virtual Status Run(Lane& lane, const std::string& id) const = 0;
};

// Filled before main() runs, read-only after.
std::map<std::string, std::shared_ptr<const Job>>&
Jobs();  // "tips:tip", "outbound:reply", ... -> job
std::map<std::string, std::shared_ptr<const TimerJob>>& TimerJobs();

struct RegisterJob {
  RegisterJob(const char* stream, std::initializer_list<const char*> kinds,
              const std::shared_ptr<const Job>& job);
};
struct RegisterTimer {
  RegisterTimer(const char* name, std::shared_ptr<const TimerJob> job);
};

}  // namespace tipline::workers
