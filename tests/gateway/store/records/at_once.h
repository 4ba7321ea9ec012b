// What two workers, or a worker and the console, do to the same rows at the same moment.
#pragma once

#include <barrier>
#include <functional>
#include <thread>

#include "flows/base/result.h"

namespace tipline::store {

constexpr int kRounds = 60;  // enough that some of them meet in the middle

using RoundOf = std::function<void(int round)>;

// Both begin each round together, in two threads. Neither may throw.
inline void AtOnce(int rounds, const RoundOf& one, const RoundOf& other) {
  std::barrier<> both(2);
  const auto play = [&](const RoundOf& act) {
    for (int round = 0; round < rounds; ++round) {
      both.arrive_and_wait();
      act(round);
    }
  };
  std::jthread second([&] { play(other); });
  play(one);
}

// As jobs do: again when somebody was faster.
template <typename Act>
auto UntilNoConflict(const Act& act) {
  auto done = act();
  while (!done && done.error().code == Code::kConflict)
    done = act();
  return done;
}

}  // namespace tipline::store
