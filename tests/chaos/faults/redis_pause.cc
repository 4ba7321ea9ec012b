// Redis is there and answers nothing (SIGSTOP): what waits in its sockets is done when it goes on.
#include "tests/chaos/fault.h"

namespace tipline::chaos {
namespace {

class RedisPause final : public Fault {
 public:
  void Begin(World& world, const PlannedFault& /*planned*/) const override {
    world.system().redis().Pause();
  }
  void End(World& world, const PlannedFault& /*planned*/) const override {
    world.system().redis().Resume();
  }
};

const RedisPause kFault;
const RegisterFault kRegistered("redis_pause", kFault);

}  // namespace
}  // namespace tipline::chaos
