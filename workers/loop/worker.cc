#include "workers/loop/worker.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "gateway/base/log.h"
#include "workers/jobs/roles.h"
#include "workers/jobs/sweep.h"
#include "workers/loop/lane.h"

namespace tipline::workers {
namespace {

constexpr std::chrono::milliseconds kNothingToDo{100};

// Sleeps, but wakes at once when the program is to stop.
void WaitFor(const std::stop_token& stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, time, [] { return false; });
}

void MarkRoles(Lane& lane, RoleMarks& marks) {
  const auto directory = lane.services().CurrentDirectory();
  const Status marked =
      directory ? marks.Sync(lane.contacts(), **directory) : Status(directory.error());
  if (!marked) LogWarning("roles_not_marked", marked.error());
}

void RunLane(const std::stop_token& stop, Lane& lane, bool first) {
  RoleMarks marks;
  TimePoint roles_due{};
  TimePoint sweep_due{};
  while (!stop.stop_requested()) {
    if (first && lane.Now() >= roles_due) {
      MarkRoles(lane, marks);
      roles_due = lane.Now() + kRolesEvery;
    }
    if (first && lane.Now() >= sweep_due) {
      const Status swept = Sweep(lane);
      if (!swept) LogWarning("not_swept", swept.error());
      sweep_due = lane.Now() + kSweepEvery;
    }
    lane.Step(kIdleBlock);
    if (lane.idle()) WaitFor(stop, kNothingToDo);
  }
  lane.Stop();
}

class Lanes final : public Worker {
 public:
  ~Lanes() override { Stop(); }

  Status Run(Services& services,
             const std::function<store::RedisOptions(const std::string&)>& redis,
             const std::string& name, int count) {
    for (int i = 0; i < count; ++i) {
      const std::string consumer = name + "-" + std::to_string(i);
      lanes_.push_back(std::make_unique<Lane>(services, redis(consumer), consumer));
    }
    TRY(lanes_.front()->Prepare());
    for (const auto& lane : lanes_) {
      const bool first = lane == lanes_.front();
      threads_.emplace_back(
          [&lane = *lane, first](const std::stop_token& stop) { RunLane(stop, lane, first); });
    }
    return Unit{};
  }

  void Stop() override {
    for (std::jthread& thread : threads_)
      thread.request_stop();
    threads_.clear();  // joins
  }

 private:
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<std::jthread> threads_;
};

}  // namespace

Result<std::unique_ptr<Worker>> Worker::Start(
    Services& services, std::function<store::RedisOptions(const std::string& name)> redis,
    const std::string& name, int lanes) {
  auto worker = std::make_unique<Lanes>();
  TRY(worker->Run(services, redis, name, lanes));
  return std::unique_ptr<Worker>(std::move(worker));
}

}  // namespace tipline::workers
