// The machine's clock is set wrong, and set right again at the end: two jumps.
#include "tests/chaos/fault.h"

namespace tipline::chaos {
namespace {

class ClockJump final : public Fault {
 public:
  explicit ClockJump(int sign) : sign_(sign) {}
  void Begin(World& world, const PlannedFault& planned) const override {
    world.ExcuseSends(Ms(10'000), Ms(2'000));
    world.clock().Offset(sign_ * planned.amount);
  }
  void End(World& world, const PlannedFault& /*planned*/) const override {
    world.ExcuseSends(Ms(10'000), Ms(2'000));
    world.clock().Offset(0);
  }

 private:
  const int sign_;
};

const ClockJump kForward(1), kBack(-1);
const RegisterFault kRegistered[] = {{"clock_jump_forward", kForward}, {"clock_jump_back", kBack}};

}  // namespace
}  // namespace tipline::chaos
