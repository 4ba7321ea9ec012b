// One kind of work = one file in workers/jobs with a RegisterJob or RegisterTimer at its end; the
// loop only walks the registry. Jobs keep no state: one object serves all lanes at once. What a job
// does must bear being done again: it is idempotent by Delivered::id, or by the timer's id.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "flows/base/result.h"
#include "gateway/store/live/streams.h"

namespace tipline::workers {

class Lane;

constexpr int kMaxTries = 5;    // of what fails for itself
constexpr int kAwayInARow = 2;  // so many in a row found something away: the rest waits

// What became of one entry. kRetry with kUnavailable or kConflict is tried again for ever, with
// another code until the lane is sure that it is the entry which fails, not all of them; then it is
// buried (Lane::GivesUp). `error.message` holds no words of people: its code goes to the log and
// the dead letters. kEarly: what it belongs to is not there yet, and may never be; it is tried
// again until the job says otherwise, but only kMaxEarly of a lane wait so.
// kBehind: it was not run, because of another one (InTurn).
enum class Verdict { kDone, kRetry, kBury, kEarly, kBehind };
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

// Runs `one` (with the place in the batch) for each entry. Behind one that must be tried again,
// later ones of its partition are not run: they wait for it. After two in a row that found
// something away the rest waits too: one alone may be the only one that the store cannot take.
std::vector<Outcome> InTurn(const std::vector<store::Delivered>& batch,
                            const std::function<Outcome(size_t place)>& one);

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

// A job that does its entries one after the other (InTurn), each well or with an error.
class EntryJob : public Job {
 public:
  std::vector<Outcome> Run(Lane& lane, const std::vector<store::Delivered>& batch) const final;

 private:
  virtual Status One(Lane& lane, const store::Delivered& entry) const = 0;
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

// The job of an entry's stream and kind; nullptr: there is none.
const Job* JobOf(const store::Delivered& entry);

struct RegisterJob {
  RegisterJob(const char* stream, std::initializer_list<const char*> kinds,
              const std::shared_ptr<const Job>& job);
};
struct RegisterTimer {
  RegisterTimer(const char* name, std::shared_ptr<const TimerJob> job);
};

}  // namespace tipline::workers
