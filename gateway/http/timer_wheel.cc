#include "gateway/http/timer_wheel.h"

#include <algorithm>

namespace tipline::http {

TimerWheel::TimerWheel(SteadyTime start, Millis tick, size_t slots)
    : start_(start), tick_(tick), slots_(slots) {}

void TimerWheel::Arm(TimerNode& node, SteadyTime due) {
  node.Unlink();
  node.due_ = std::max(TickOf(due) + 1, now_ + 1);
  node.InsertBefore(SlotOf(node.due_));
}

void TimerWheel::Advance(SteadyTime now) {
  const int64_t target = TickOf(now);
  if (target <= now_) return;
  TimerLink due;
  // Behind by more than a round: every slot is seen once.
  const int64_t first = std::max(now_ + 1, target - static_cast<int64_t>(slots_.size()) + 1);
  now_ = target;
  for (int64_t tick = first; tick <= target; ++tick) {
    TimerLink& slot = SlotOf(tick);
    for (TimerLink* link = slot.next; link != &slot;) {
      auto* node = static_cast<TimerNode*>(link);
      link = link->next;
      if (node->due_ > target) continue;  // of a later round
      node->Unlink();
      node->InsertBefore(due);
    }
  }
  while (due.linked()) {
    auto* node = static_cast<TimerNode*>(due.next);
    node->Unlink();
    node->OnTimer();
  }
}

TimerNode* TimerWheel::TakeAny() {
  for (auto& slot : slots_) {
    if (!slot.linked()) continue;
    auto* node = static_cast<TimerNode*>(slot.next);
    node->Unlink();
    return node;
  }
  return nullptr;
}

}  // namespace tipline::http
