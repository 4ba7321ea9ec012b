// What Redis forgot, or a program that died between SQL and Redis never said: open offers without
// an alert, and clocks that should be over. SQL is what counts; this looks at it every kSweepEvery.
// Tests: tests/workers/jobs/responder_test.cc
#pragma once

#include "workers/loop/lane.h"

namespace tipline::workers {

constexpr Millis kSweepEvery{30'000};
constexpr Millis kSweepGrace{20'000};  // younger ones are still in somebody's hands
constexpr int kSweepOverdue = 500;     // passed on at one time, at most
constexpr int kSweepOffers = 5'000;    // looked at for their alert at one time: all, as a rule

// `after`: the offer up to which it came the last time, "" in the beginning; it goes round.
Status Sweep(Lane& lane, std::string& after);

}  // namespace tipline::workers
