#include "workers/loop/lane.h"

#include <algorithm>
#include <utility>

#include "gateway/base/log.h"
#include "gateway/store/live/gate.h"
#include "workers/jobs/checkin.h"
#include "workers/loop/counts.h"
#include "workers/loop/sender.h"

namespace tipline::workers {
Lane::Lane(Services& services, store::RedisOptions redis, const std::string& consumer)
    : services_(services),
      redis_(std::move(redis)),
      leases_(redis_, services.settings.partitions, consumer),
      streams_(redis_, services.settings.partitions, consumer),
      timers_(redis_, services.settings.partitions),
      contacts_(redis_, services.settings.partitions),
      sender_(std::make_unique<Sender>(services, redis_, [this](const std::string& referral_id) {
        return Schedule("", UnreachedJob(referral_id), referral_id, Now());
      })) {}

Lane::~Lane() = default;

Status Lane::Prepare() {
  // Whether Redis is safe was asked when the program began, and the gateway asks again: what is
  // there by now is better worked than left.
  TRY(store::CheckServer(redis_, true));
  return streams_.EnsureGroups();
}

store::Command Lane::AppendCommand(std::string_view pseudonym,
                                   const store::StreamEntry& entry) const {
  return store::AppendCommand(store::TagOf(PartitionOf(pseudonym, partitions())), entry);
}

store::Command Lane::ScheduleCommand(std::string_view pseudonym, std::string_view job,
                                     std::string_view id, TimePoint due) const {
  // A job without a person spreads by its id.
  const int partition =
      PartitionOf(pseudonym.empty() ? KeyedHash(*services_.keys.pseudonym, "timer", id) : pseudonym,
                  partitions());
  return store::Timers::ScheduleCommand(partition, job, id, due);
}

std::vector<Status> Lane::RunAll(const std::vector<store::Command>& commands) {
  if (commands.empty()) return {};
  const auto replies = redis_.RunAll(commands);
  std::vector<Status> out(commands.size(), replies ? Status(Unit{}) : Status(replies.error()));
  for (size_t i = 0; replies && i < out.size(); ++i)
    if ((*replies)[i]->is_error()) out[i] = store::ErrorOf((*replies)[i].view());
  return out;
}

Status Lane::Append(std::string_view pseudonym, const store::StreamEntry& entry) {
  return RunAll({AppendCommand(pseudonym, entry)}).front();
}

Status Lane::Schedule(std::string_view pseudonym, std::string_view job, std::string_view id,
                      TimePoint due) {
  return RunAll({ScheduleCommand(pseudonym, job, id, due)}).front();
}

void Lane::Trouble(const char* what, const Error& error) {
  Counts().troubles.Add();
  if (Pace() >= resume_at_) LogWarning(what, error);
  resume_at_ = Pace() + kFirstRetry;
  shaken_ = true;
}

bool Lane::KeepLeases() {
  if (Pace() < leases_due_ && !held_.empty()) return true;
  auto kept = leases_.Keep();
  if (!kept) {  // nothing may be assumed to be held
    held_.clear();
    Trouble("leases_unknown", kept.error());
    return false;
  }
  held_ = *std::move(kept);
  leases_due_ = Pace() + store::kLeaseTtl / 3;
  // What was handed to us under a lease that is over has been, or will be, handed to whoever has
  // the partition now.
  std::erase_if(waiting_,
                [this](const Waiting& one) { return EpochOf(one.entry.partition) != one.lease; });
  return true;
}

int64_t Lane::EpochOf(int partition) const {
  const auto lease = std::find_if(held_.begin(), held_.end(), [&](const store::Lease& one) {
    return one.partition == partition;
  });
  return lease == held_.end() ? 0 : lease->epoch;
}

// Redis may have come back as another server, without our functions and groups.
bool Lane::Recover() {
  if (!shaken_) return true;
  const Status ready = Prepare();
  if (!ready) {
    Trouble("redis_not_ready", ready.error());
    return false;
  }
  shaken_ = false;
  ++recoveries_;
  return true;
}

size_t Lane::Step(Millis block) {
  // What is under way must be heard in any case, or it would count as timed out.
  if (!Recover() || !KeepLeases() || held_.empty()) return SendOut(Millis(0), false);
  size_t did = RunWaiting();
  bool behind = false;
  if (waiting_.size() - Early() < kMaxWaiting) {
    did += ReadStream("outbound", Millis(0));
    const bool busy = did > 0 || sender_->under_way() > 0;
    const size_t tips = ReadStream("tips", busy ? Millis(0) : block);
    behind = IsBehind(tips);
    did += tips;
  }
  if (!behind) did += RunTimers();
  return did + SendOut(did > 0 ? Millis(0) : std::min(block, Millis(20)), true);
}

// After we were away an answer may lie in the stream that came before a clock was over which is
// over by now: it is read first. A lane that never gets done with its streams keeps its clocks all
// the same.
bool Lane::IsBehind(size_t read) {
  if (read == 0) {  // else there may be more: of each partition a part was read
    behind_since_.reset();
    return false;
  }
  if (!behind_since_) behind_since_ = Pace();
  return Pace() - *behind_since_ < kCatchUp;
}

size_t Lane::SendOut(Millis wait, bool start) {
  try {
    const auto sent = start ? sender_->Step(held_, wait) : sender_->Collect(wait);
    if (sent) return *sent;
    Trouble("sending_failed", sent.error());
  } catch (...) {  // what() may hold words of people
    Counts().faults.Add();
    Trouble("sending_failed", Internal("it threw"));
  }
  return 0;
}

void Lane::Stop() {
  // The time-out of a request is as long as a lease.
  sender_->Finish([this] { KeepLeases(); });
  const Status released = leases_.Release();
  if (!released) LogWarning("leases_not_released", released.error());
  held_.clear();
}

}  // namespace tipline::workers
