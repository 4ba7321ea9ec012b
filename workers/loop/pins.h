// PINs get their Argon2id hash after intake, a few at a time and never in a lane: an alert must not
// wait for it. A hash takes a core for a tenth of a second, so this thread takes a tenth of one.
// Tests: tests/workers/loop/pins_test.cc
#pragma once

#include <chrono>

#include "workers/loop/services.h"

namespace tipline::workers {

constexpr std::chrono::milliseconds kPinsLook{2'000};  // while there is none to make
constexpr int kPinsShare = 10;  // one part in so many of the time goes into hashing

// Makes one, if there is one to make. How long to wait until the next.
std::chrono::milliseconds HashOnePin(Services& services);

}  // namespace tipline::workers
