#include "tests/chaos/copies.h"

#include <utility>

namespace tipline::chaos {

using std::chrono::steady_clock;

Copies::Copies(int port, int threads) : port_(port) {
  for (int i = 0; i < threads; ++i)
    threads_.emplace_back([this] { Run(); });
}

void Copies::Send(std::string request, std::chrono::milliseconds after, Heard heard) {
  const std::scoped_lock lock(mutex_);
  waiting_.emplace(steady_clock::now() + after, Copy{std::move(request), std::move(heard)});
  changed_.notify_one();
}

void Copies::Run() {
  testing::Wire wire(port_);
  std::unique_lock lock(mutex_);
  while (true) {
    if (waiting_.empty()) {
      if (stop_) return;
      changed_.wait(lock);
      continue;
    }
    const auto first = waiting_.begin();
    const auto due = first->first;
    if (!stop_ && due > steady_clock::now()) {
      changed_.wait_until(lock, due);
      continue;
    }
    const Copy copy = std::move(first->second);
    waiting_.erase(first);
    ++sent_;
    lock.unlock();
    copy.heard(wire.Raw(copy.request));
    lock.lock();
  }
}

void Copies::Finish() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

size_t Copies::sent() const {
  const std::scoped_lock lock(mutex_);
  return sent_;
}

}  // namespace tipline::chaos
