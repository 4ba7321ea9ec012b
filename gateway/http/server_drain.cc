// The end of a worker loop: nothing that was accepted is lost, then all goes.
#include <algorithm>

#include "gateway/http/server_loop.h"

namespace tipline::http {

// The listener takes no new connection since Server::Drain(); those in its queue are ours.
void Loop::Drain() {
  if (GivesUp()) reactor()->shutdown();
  if (draining_) return;
  draining_ = true;
  drain_since_ = now_;
  AcceptAll();
}

void Loop::DrainTick() {
  if (listener_.open()) AcceptAll();
  // Two ticks let handshakes under way end. While descriptors are short the queue is kept.
  if (listener_.open() && accepting_ && now_ - drain_since_ >= 2 * kTick) {
    AcceptAll();
    if (accepting_) reactor()->removeFd(key(), listener_.get());
    listener_.Close();
  }
  // Idle ones have got their chance to send the request that may be on its way; a client cannot
  // know earlier.
  for (const auto& slot : connections_) {
    Connection* c = slot.get();
    if (c == nullptr || (c->phase != Phase::kIdle && c->phase != Phase::kNew)) continue;
    if (now_ - std::max(c->phase_since, drain_since_) >= kDrainIdle) Expire(*c);
  }
  const bool done = !listener_.open() && open_ == 0 && state_.in_flight.value() == 0;
  if (done || GivesUp()) reactor()->shutdown();
}

void Loop::End() {
  if (ended_) return;
  ended_ = true;
  companion_ = nullptr;
  handler_.reset();  // its Answers are answered now
  for (int i = 0; i < 2 && !dirty_.empty(); ++i)
    Flush();
  for (const auto& connection : connections_)
    if (connection != nullptr) Close(*connection);
  graveyard_.clear();
  listener_.Close();
  // What somebody still holds an Answer of is settled, so that it never comes back to this loop.
  while (TimerNode* node = wheel_.TakeAny())
    node->OnTimer();
}

}  // namespace tipline::http
