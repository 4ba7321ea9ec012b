// No byte is free on the disk of Redis' append-only file, of the spool, or of SQLite.
#include "tests/chaos/fault.h"

namespace tipline::chaos {
namespace {

class DiskFull final : public Fault {
 public:
  using Which = const Disk& (World::*)() const;
  explicit DiskFull(Which which) : which_(which) {}
  void Begin(World& world, const PlannedFault& /*planned*/) const override {
    if (const Status filled = (world.*which_)().Fill(); !filled)
      std::fprintf(stderr, "chaos: %s\n", filled.error().message.c_str());
  }
  void End(World& world, const PlannedFault& /*planned*/) const override {
    (world.*which_)().Empty();
  }

 private:
  const Which which_;
};

const DiskFull kAof(&World::aof_disk), kSpool(&World::spool_disk), kSqlite(&World::sql_disk);
const RegisterFault kRegistered[] = {
    {"disk_full_aof", kAof}, {"disk_full_spool", kSpool}, {"disk_full_sqlite", kSqlite}};

}  // namespace
}  // namespace tipline::chaos
