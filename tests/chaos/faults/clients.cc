// Clients at their worst: requests in pieces with pauses, connections that begin a request and
// never end it, and requests broken off in the middle or before their answer.
#include <memory>
#include <vector>

#include "tests/chaos/fault.h"

namespace tipline::chaos {
namespace {

class SlowClients final : public Fault {
 public:
  void Begin(World& world, const PlannedFault& planned) const override {
    constexpr int kPercent = 60;
    world.load().slow_percent = kPercent;
    for (int64_t i = 0; i < planned.amount; ++i) {
      auto wire = std::make_unique<testing::Wire>(world.load().port());
      wire->Send("POST /hooks/generic/sms HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le");
      held().push_back(std::move(wire));
    }
  }
  void End(World& world, const PlannedFault& /*planned*/) const override {
    world.load().slow_percent = 0;
    held().clear();
  }

 private:
  static std::vector<std::unique_ptr<testing::Wire>>& held() {
    static std::vector<std::unique_ptr<testing::Wire>> wires;
    return wires;
  }
};

class AbortedClients final : public Fault {
 public:
  void Begin(World& world, const PlannedFault& planned) const override {
    world.load().aborted_percent = static_cast<int>(planned.amount);
  }
  void End(World& world, const PlannedFault& /*planned*/) const override {
    world.load().aborted_percent = 0;
  }
};

const SlowClients kSlow;
const AbortedClients kAborted;
const RegisterFault kRegistered[] = {{"slow_clients", kSlow}, {"aborted_clients", kAborted}};

}  // namespace
}  // namespace tipline::chaos
