// Time-outs of many things at the cost of a list insertion each: a ring of slots, one per tick. A
// node fires at the first Advance() after its time, never before it, at most one tick late. One
// thread. Tests: tests/gateway/http/timer_wheel_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "flows/base/time.h"

namespace tipline::http {

using SteadyTime = std::chrono::steady_clock::time_point;

struct TimerLink {
  TimerLink() = default;
  TimerLink(const TimerLink&) = delete;
  TimerLink& operator=(const TimerLink&) = delete;
  ~TimerLink() { Unlink(); }
  bool linked() const { return next != this; }
  void Unlink() {
    next->prev = prev;
    prev->next = next;
    next = prev = this;
  }
  void InsertBefore(TimerLink& place) {
    prev = place.prev;
    next = &place;
    prev->next = this;
    place.prev = this;
  }
  TimerLink* next = this;
  TimerLink* prev = this;
};

// Whoever has a time-out derives from it. Disarms itself when it goes.
class TimerNode : private TimerLink {
 public:
  TimerNode() = default;
  TimerNode(const TimerNode&) = delete;
  TimerNode& operator=(const TimerNode&) = delete;
  virtual ~TimerNode() = default;
  virtual void OnTimer() = 0;  // disarmed already; may arm again, or be deleted
  bool armed() const { return linked(); }
  void Disarm() { Unlink(); }

 private:
  friend class TimerWheel;
  int64_t due_ = 0;  // tick
};

class TimerWheel {
 public:
  TimerWheel(SteadyTime start, Millis tick, size_t slots);
  // Replaces an earlier time.
  void Arm(TimerNode& node, SteadyTime due);
  // Fires all that is due. Nodes armed meanwhile fire at the next tick or later.
  void Advance(SteadyTime now);
  // Disarms one node and gives it; nullptr if there is none left. For the end.
  TimerNode* TakeAny();

 private:
  int64_t TickOf(SteadyTime time) const { return (time - start_) / tick_; }
  TimerLink& SlotOf(int64_t tick) { return slots_[static_cast<size_t>(tick) % slots_.size()]; }

  const SteadyTime start_;
  const Millis tick_;
  int64_t now_ = 0;  // the last tick that was handled
  std::vector<TimerLink> slots_;
};

}  // namespace tipline::http
