// Sends delivery reports when they are due, on a thread of its own, again if they are not taken.
// Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "workers/emulate/calls.h"
#include "workers/emulate/courier.h"

namespace tipline::emulate {

class Reporter {
 public:
  struct Told {  // what became of one report
    std::string channel, id;
    DeliveryState state = DeliveryState::kDelivered;
    int status = 0;  // of the answer; 0: none
    bool taken = false;
    std::string why;  // it was not taken
  };
  Reporter(std::string gateway_url, std::function<void(const Told&)> told);
  ~Reporter();  // what is not due yet is dropped
  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;

  // `line` is copied; what it refers to outlives this.
  void Add(const Line& line, const Report& report, Millis after);

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Waiting {
    Line line;
    Report report;
    int tries_left = 1;
  };
  void Run(const std::stop_token& stop);
  Told Tell(Courier& courier, const Waiting& waiting, bool& again) const;

  const std::string gateway_url_;
  const std::function<void(const Told&)> told_;
  std::mutex mutex_;  // of what follows
  std::condition_variable_any changed_;
  std::multimap<SteadyTime, Waiting> waiting_;
  std::jthread thread_;  // last: it uses the rest
};

}  // namespace tipline::emulate
