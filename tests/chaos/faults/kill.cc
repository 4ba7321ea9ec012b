// SIGKILL; it is down for as long as planned, and then the service manager starts it.
#include "tests/chaos/fault.h"

namespace tipline::chaos {
namespace {

class KillFault final : public Fault {
 public:
  explicit KillFault(Service service) : service_(service) {}
  void Begin(World& world, const PlannedFault& planned) const override {
    // What it had sent in the last moments is written nowhere; while SQL is away, for longer.
    if (service_ == Service::kWorker) world.ExcuseSends(Ms(8'000), Ms(200));
    world.Hold(service_);
    world.Kill(service_);
    static_cast<void>(planned);
  }
  void End(World& world, const PlannedFault& /*planned*/) const override {
    world.Release(service_);
  }

 private:
  const Service service_;
};

const KillFault kGateway(Service::kGateway), kWorker(Service::kWorker), kConsole(Service::kConsole),
    kRedis(Service::kRedis), kPostgres(Service::kPostgres);
const RegisterFault kRegistered[] = {{"kill_gateway", kGateway},
                                     {"kill_worker", kWorker},
                                     {"kill_console", kConsole},
                                     {"kill_redis", kRedis},
                                     {"kill_postgres", kPostgres}};

}  // namespace
}  // namespace tipline::chaos
