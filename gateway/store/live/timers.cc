#include "gateway/store/live/timers.h"

#include <algorithm>

#include "gateway/base/crypto.h"
#include "gateway/store/live/streams.h"

namespace tipline::store {
namespace {

std::string TimersKey(int partition) {
  return "tl:" + TagOf(partition) + ":timers";
}

std::string Member(std::string_view job, std::string_view id) {
  return std::string(job) + "|" + std::string(id);
}

bool IsJobName(std::string_view job) {
  return !job.empty() && std::all_of(job.begin(), job.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

DueJob JobOf(int partition, std::string_view member, TimePoint lease_until) {
  const size_t bar = std::min(member.find('|'), member.size());
  DueJob due;
  due.partition = partition;
  due.job = member.substr(0, bar);
  due.id = member.substr(std::min(bar + 1, member.size()));
  due.lease_until = lease_until;
  return due;
}

}  // namespace

Command Timers::ScheduleCommand(int partition, std::string_view job, std::string_view id,
                                TimePoint due) {
  return {"ZADD", TimersKey(partition), std::to_string(ToMillis(due)), Member(job, id)};
}

Status Timers::Schedule(int partition, std::string_view job, std::string_view id, TimePoint due) {
  if (!IsJobName(job)) return Invalid("a job's name is letters, digits and '_'");
  TRY(redis_.Run(ScheduleCommand(partition, job, id, due)));
  return Unit{};
}

Status Timers::Schedule(std::string_view pseudonym, std::string_view job, std::string_view id,
                        TimePoint due) {
  return Schedule(PartitionOf(pseudonym, partitions_), job, id, due);
}

Result<DueJobs> Timers::TakeDue(const std::vector<Lease>& leases, TimePoint now, Millis lease,
                                int count) {
  const TimePoint until = now + lease;
  std::vector<Command> commands;
  commands.reserve(leases.size());
  for (const Lease& held : leases)
    commands.push_back({"FCALL", "tl_timers_due", "1", TimersKey(held.partition),
                        std::to_string(ToMillis(now)), std::to_string(ToMillis(until)),
                        std::to_string(count)});
  TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
  DueJobs due;
  for (size_t i = 0; i < replies.size(); ++i) {
    const Reply reply = replies[i].view();
    if (reply.is_error() && due.jobs.empty()) return ErrorOf(reply);
    for (size_t m = 0; m < reply[0].size(); ++m)
      due.jobs.push_back(JobOf(leases[i].partition, reply[0][m].text(), until));
    if (reply[1].text().empty()) continue;
    const TimePoint next = FromMillis(reply[1].integer());
    if (!due.next || next < *due.next) due.next = next;
  }
  return due;
}

Status Timers::Done(const DueJob& job) {
  TRY(redis_.Run({"FCALL", "tl_timer_done", "1", TimersKey(job.partition), Member(job.job, job.id),
                  std::to_string(ToMillis(job.lease_until))}));
  return Unit{};
}

Result<int64_t> Timers::Count() {
  std::vector<Command> commands;
  commands.reserve(static_cast<size_t>(partitions_));
  for (int p = 0; p < partitions_; ++p)
    commands.push_back({"ZCARD", TimersKey(p)});
  TRY_ASSIGN(const auto replies, redis_.RunAll(commands));
  int64_t sum = 0;
  for (const OwnedReply& reply : replies) {
    if (reply->is_error()) return ErrorOf(reply.view());
    sum += reply->integer();
  }
  return sum;
}

}  // namespace tipline::store
