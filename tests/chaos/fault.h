// One kind of fault: a small file in tests/chaos/faults with a RegisterFault. When it happens and
// for how long is the plan's (FaultKinds in plan.cc). All functions run on the campaign's thread.
#pragma once

#include <string>

#include "tests/chaos/plan.h"
#include "tests/chaos/world.h"

namespace tipline::chaos {

class Fault {
 public:
  virtual ~Fault() = default;
  virtual void Begin(World& world, const PlannedFault& planned) const = 0;
  virtual void End(World& world, const PlannedFault& planned) const = 0;
};

const Fault* FindFault(const std::string& name);

// At namespace scope; `fault` must live as long.
class RegisterFault {
 public:
  RegisterFault(std::string name, const Fault& fault);
};

}  // namespace tipline::chaos
