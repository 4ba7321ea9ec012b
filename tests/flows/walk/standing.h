// Where a person stands in a walk, and how they came there.
#pragma once

#include <string>

#include "tests/flows/walk/player.h"

namespace tipline::flows::testing {

// "flow.step", or the engine's own text; "end".
std::string PlaceOf(const Played& played);
// What tells one screen from another.
std::string ShownBy(const Played& played);
// A screen that waits for an answer, as `tipline flow lint` counts them (over_budget): a language
// is chosen once, and an inquiry shows a screen only where the records are slow. No step: it does
// not.
bool Counts(const Step* step);
// For people who read of a failure.
std::string WayOf(const Deed& deed);

}  // namespace tipline::flows::testing
