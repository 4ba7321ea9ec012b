// What Redis forgot, or a program that died between SQL and Redis never said: open offers without
// an alert, and clocks that should be over. SQL is what counts; this looks at it every kSweepEvery.
// Tests: tests/workers/jobs/responder_test.cc
#pragma once

#include "workers/loop/lane.h"

namespace tipline::workers {

constexpr Millis kSweepEvery{30'000};
constexpr Millis kSweepGrace{20'000};  // younger ones are still in somebody's hands

Status Sweep(Lane& lane);

}  // namespace tipline::workers
