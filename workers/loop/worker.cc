#include "workers/loop/worker.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "gateway/base/log.h"
#include "workers/jobs/checkin_chores.h"
#include "workers/jobs/retention_chores.h"
#include "workers/jobs/roles.h"
#include "workers/jobs/sweep.h"
#include "workers/jobs/verified.h"
#include "workers/loop/books.h"
#include "workers/loop/channel_watch.h"
#include "workers/loop/counts.h"
#include "workers/loop/lane.h"
#include "workers/loop/pins.h"

namespace tipline::workers {
namespace {

constexpr std::chrono::milliseconds kNothingToDo{100};
constexpr std::chrono::milliseconds kBooksLook{1000};  // whether it is time; see kBooksEvery

// Sleeps, but wakes at once when the program is to stop.
void WaitFor(const std::stop_token& stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, time, [] { return false; });
}

constexpr std::chrono::milliseconds kAfterAFault{1000};

// What the first lane does besides: responders' marks in Redis, the sweep, the watch over
// check-ins, the end of what is kept.
class Chores {
 public:
  explicit Chores(Lane& lane) : lane_(lane) {}

  void Run() {
    const bool recovered = recoveries_ != lane_.recoveries();
    recoveries_ = lane_.recoveries();
    checkins_.Run(recovered);
    retention_.Run();
    if (recovered || lane_.Pace() >= all_roles_due_) {
      marks_.Doubt();
      all_roles_due_ = lane_.Pace() + kAllRolesEvery;
      MarkVerifiedRoles();
    }
    if (recovered || lane_.Pace() >= roles_due_) {
      roles_due_ = lane_.Pace() + kRolesEvery;
      MarkRoles();
    }
    if (lane_.Pace() < sweep_due_) return;
    sweep_due_ = lane_.Pace() + kSweepEvery;
    const Status swept = Sweep(lane_, swept_);
    if (!swept) LogWarning("not_swept", swept.error());
  }

 private:
  void MarkRoles() {
    bool whole = false;
    const auto directory = lane_.services().CurrentDirectory(&whole);
    const Status marked =
        directory ? marks_.Sync(lane_.contacts(), **directory, whole) : Status(directory.error());
    if (!marked) LogWarning("roles_not_marked", marked.error());
  }

  void MarkVerifiedRoles() {
    store::VerifiedRoles roles(lane_.services().database, lane_.services().keys);
    const Status marked = MarkAllVerified(lane_.contacts(), roles);
    if (!marked) LogWarning("verified_not_marked", marked.error());
  }

  Lane& lane_;
  CheckinChores checkins_{lane_};
  RetentionChores retention_{lane_};
  RoleMarks marks_;
  int recoveries_ = 0;
  std::string swept_;
  TimePoint roles_due_{}, all_roles_due_{}, sweep_due_{};
};

// Nothing that throws may end the worker: the other lanes, and what comes next, must go on. Jobs
// have their own barrier in the lane. False: it threw.
template <typename F>
bool Guarded(const char* what, const F& run) {
  try {
    run();
    return true;
  } catch (...) {  // what() may hold words of people
    Counts().faults.Add();
    LogError("lane_fault", {{"in", what}});
    return false;
  }
}

// `chores`: of the first lane only.
void RunLane(const std::stop_token& stop, Lane& lane, Chores* chores) {
  while (!stop.stop_requested()) {
    if (chores != nullptr) Guarded("chores", [&] { chores->Run(); });
    if (!Guarded("step", [&] { lane.Step(kIdleBlock); })) WaitFor(stop, kAfterAFault);
    if (lane.idle()) WaitFor(stop, kNothingToDo);
  }
  Guarded("stop", [&] { lane.Stop(); });
}

// Counting takes long in a large store, and a lane has answers of providers to hear.
void KeepBooks(const std::stop_token& stop, BooksKeeper& books) {
  while (!stop.stop_requested()) {
    Guarded("books", [&] { books.Look(); });
    WaitFor(stop, kBooksLook);
  }
}

void WatchChannels(const std::stop_token& stop, ChannelWatch& channels) {
  while (!stop.stop_requested()) {
    Guarded("channels", [&] { channels.Look(); });
    WaitFor(stop, kBooksLook);
  }
}

void HashPins(const std::stop_token& stop, Services& services) {
  while (!stop.stop_requested()) {
    auto wait = kPinsLook;
    Guarded("pins", [&] { wait = HashOnePin(services); });
    WaitFor(stop, wait);
  }
}

class Lanes final : public Worker {
 public:
  Lanes() = default;
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;
  ~Lanes() override { Stop(); }

  Status Run(Services& services,
             const std::function<store::RedisOptions(const std::string&)>& redis,
             const std::string& name, int count) {
    for (int i = 0; i < count; ++i) {
      const std::string consumer = name + "-" + std::to_string(i);
      lanes_.push_back(std::make_unique<Lane>(services, redis(consumer), consumer));
    }
    TRY(lanes_.front()->Prepare());
    books_ = std::make_unique<BooksKeeper>(services, redis(name + "-books"));
    books_->Begin();
    chores_ = std::make_unique<Chores>(*lanes_.front());
    for (const auto& lane : lanes_) {
      Chores* chores = lane == lanes_.front() ? chores_.get() : nullptr;
      threads_.emplace_back(
          [&lane = *lane, chores](const std::stop_token& stop) { RunLane(stop, lane, chores); });
    }
    threads_.emplace_back(
        [&books = *books_](const std::stop_token& stop) { KeepBooks(stop, books); });
    channels_ = std::make_unique<ChannelWatch>(services, redis(name + "-channels"), name);
    threads_.emplace_back(
        [&channels = *channels_](const std::stop_token& stop) { WatchChannels(stop, channels); });
    threads_.emplace_back([&services](const std::stop_token& stop) { HashPins(stop, services); });
    return Unit{};
  }

  void Stop() override {
    for (std::jthread& thread : threads_)
      thread.request_stop();
    threads_.clear();  // joins
  }

 private:
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::unique_ptr<BooksKeeper> books_;
  std::unique_ptr<ChannelWatch> channels_;
  std::unique_ptr<Chores> chores_;  // run by the first thread
  std::vector<std::jthread> threads_;
};

}  // namespace

Result<std::unique_ptr<Worker>> Worker::Start(
    Services& services, const std::function<store::RedisOptions(const std::string& name)>& redis,
    const std::string& name, int lanes) {
  auto worker = std::make_unique<Lanes>();
  TRY(worker->Run(services, redis, name, lanes));
  return std::unique_ptr<Worker>(std::move(worker));
}

}  // namespace tipline::workers
