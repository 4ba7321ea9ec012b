// Connections to Redis and PostgreSQL that are slow, or end in the middle of a command or of its
// answer. SQLite has no connection: there another process has the database for a while.
#include <memory>
#include <thread>

#include "gateway/store/records/sql.h"
#include "tests/chaos/fault.h"
#include "tests/support/process.h"

namespace tipline::chaos {
namespace {

Proxy* ProxyOf(World& world, const PlannedFault& planned) {
  return planned.fault.starts_with("redis") ? &world.redis_proxy() : world.sql_proxy();
}

class Cut final : public Fault {
 public:
  void Begin(World& world, const PlannedFault& planned) const override {
    const Way way = planned.amount % 2 == 0 ? Way::kToServer : Way::kToClient;
    ProxyOf(world, planned)->CutAfter(static_cast<size_t>(planned.amount), way);
  }
  void End(World& world, const PlannedFault& planned) const override {
    ProxyOf(world, planned)->CutNoMore();
  }
};

// Writes wait for as long as the fault lasts.
void HaveDatabase(const std::string& url, Ms time) {
  const auto database = store::Database::Open(url, 1);
  if (!database) return;
  const auto end = std::chrono::steady_clock::now() + time;
  const Status done = (*database)->Write([&](soci::session&) -> Status {
    testing::Eventually([&] { return std::chrono::steady_clock::now() >= end; }, time);
    return Unit{};
  });
  if (!done) std::fprintf(stderr, "chaos: the database was not had\n");
}

class Delay final : public Fault {
 public:
  void Begin(World& world, const PlannedFault& planned) const override {
    Proxy* proxy = ProxyOf(world, planned);
    if (proxy != nullptr) return proxy->Delay(Ms(planned.amount));
    holder() = std::thread(HaveDatabase, world.sql_url(), planned.lasts);
  }
  void End(World& world, const PlannedFault& planned) const override {
    Proxy* proxy = ProxyOf(world, planned);
    if (proxy != nullptr) return proxy->Delay(Ms(0));
    if (holder().joinable()) holder().join();
  }

 private:
  // sql_delay never overlaps itself.
  static std::thread& holder() {
    static std::thread thread;
    return thread;
  }
};

const Cut kCut;
const Delay kDelay;
const RegisterFault kRegistered[] = {
    {"redis_cut", kCut}, {"sql_cut", kCut}, {"redis_delay", kDelay}, {"sql_delay", kDelay}};

}  // namespace
}  // namespace tipline::chaos
