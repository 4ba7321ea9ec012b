// What may go wrong with webhooks on their way: the same seed makes the same things go wrong again.
// Pure; one thread at a time. Tests: tests/workers/emulate/faults_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "flows/base/time.h"

namespace tipline::emulate {

struct Faults {
  int repeat = 0;        // every webhook comes so many times more
  bool reorder = false;  // not in the order in which they were sent
  Millis delay{0};       // each is held back for up to this
  double drop = 0;  // this share is lost: on its way here or, as often, the answer on its way back
  uint64_t seed = 1;
};

class Chance {
 public:
  explicit Chance(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  bool Happens(double share);  // 0 never, 1 always
  size_t Below(size_t n);      // 0 to n - 1; 0 for n == 0
  std::string HexDigits(size_t digits);

 private:
  uint64_t state_;
};

// One way of one webhook to us.
struct Trip {
  enum class Fate { kArrives, kLost, kAnswerLost };
  size_t webhook = 0;
  Millis held{0};  // from the first one's start
  Fate fate = Fate::kArrives;
};

// The trips of so many webhooks, in the order in which they are made; `held` never falls.
std::vector<Trip> PlanTrips(size_t webhooks, const Faults& faults, Chance& chance);

}  // namespace tipline::emulate
