// The same webhook again: providers that did not hear back, or heard too late. Threads of its own
// send each copy when it is due, at the same time as the first one or long after; a copy that
// cannot be delivered is dropped.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/system/wire.h"

namespace tipline::chaos {

class Copies {
 public:
  using Heard = std::function<void(const testing::WireReply&)>;

  Copies(int port, int threads);
  ~Copies() { Finish(); }
  Copies(const Copies&) = delete;
  Copies& operator=(const Copies&) = delete;

  // `heard` runs on one of the threads, also for an answer that never came whole.
  void Send(std::string request, std::chrono::milliseconds after, Heard heard);
  // Sends what is left, at once, and ends the threads.
  void Finish();
  size_t sent() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Copy {
    std::string request;
    Heard heard;
  };
  void Run();

  const int port_;
  mutable std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::multimap<SteadyTime, Copy> waiting_;
  bool stop_ = false;
  size_t sent_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace tipline::chaos
