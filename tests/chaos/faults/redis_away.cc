// An operator stops Redis, and it stays away.
#include "tests/chaos/fault.h"

namespace tipline::chaos {
namespace {

class RedisAway final : public Fault {
 public:
  void Begin(World& world, const PlannedFault& /*planned*/) const override {
    world.Hold(Service::kRedis);
    world.system().redis().Stop();
  }
  void End(World& world, const PlannedFault& /*planned*/) const override {
    world.Release(Service::kRedis);
  }
};

const RedisAway kFault;
const RegisterFault kRegistered("redis_away", kFault);

}  // namespace
}  // namespace tipline::chaos
