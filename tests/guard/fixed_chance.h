// The same "random" bytes in every run, so that what is counted does not depend on chance. For the
// guard and the micro-benchmarks only.
#pragma once

namespace tipline::guard {

// Before InitCrypto() and before any key is made.
void FixChance();

}  // namespace tipline::guard
