// One Tipline with everything around it that a campaign can break: its programs, Redis and SQL
// (watched and started again as a service manager would), small disks, proxies, the clock, and the
// providers' send APIs. Used by one thread, the one that lives longest: the processes end with it.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/chaos/clock_file.h"
#include "tests/chaos/disk.h"
#include "tests/chaos/ledger.h"
#include "tests/chaos/load.h"
#include "tests/chaos/outbox.h"
#include "tests/chaos/plan.h"
#include "tests/chaos/proxy.h"
#include "tests/support/postgres_server.h"
#include "tests/system/system.h"

namespace tipline::chaos {

struct WorldOptions {
  std::string dir;  // an empty folder with a short path; stays
  Sql sql = Sql::kSqlite;
  bool disks = true;  // OwnMounts() was done
  bool clock = true;  // ClockFile::Possible()
};

enum class Service { kGateway, kWorker, kConsole, kRedis, kPostgres };

class World {
 public:
  // Null if it does not start (the reason is on stderr).
  static std::unique_ptr<World> Start(const WorldOptions& options);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // SIGKILL, and not started again until Release has been called as often as Hold.
  void Kill(Service service);
  void Hold(Service service);
  void Release(Service service);
  // Starts what has ended and is not held.
  void Supervise();
  bool AllReady();
  // Supervises until `done` holds; false after `limit`, or once the campaign is interrupted.
  bool Await(const std::function<bool()>& done, std::chrono::milliseconds limit);

  testing::System& system() { return *system_; }
  Outbox& outbox() { return *outbox_; }
  Proxy& redis_proxy() { return *redis_proxy_; }
  Proxy* sql_proxy() { return sql_proxy_.get(); }  // PostgreSQL only
  const ClockFile& clock() const { return clock_; }
  const Disk& aof_disk() const { return aof_disk_; }
  const Disk& spool_disk() const { return spool_disk_; }
  const Disk& sql_disk() const { return sql_disk_; }
  const std::string& sql_url() const { return sql_url_; }  // without the proxy
  std::string sql_dir() const { return options_.dir + "/sql"; }
  void set_load(Load* load) { load_ = load; }
  Load& load() { return *load_; }

  // Milliseconds since the load began.
  void StartTime() { began_ = std::chrono::steady_clock::now(); }
  long long now_ms() const;
  // Sends of this moment may be repeated (Excuse); `before`: from when on.
  void ExcuseSends(Ms before, Ms after);
  const std::vector<Excuse>& excuses() const { return excuses_; }
  // Copies what lies on the small disks to the folder, so that it can be looked at later.
  void KeepDisks() const;

 private:
  struct Watched {
    int held = 0;
    std::chrono::steady_clock::time_point next{};  // not started before
    int starts = 0;
  };
  explicit World(const WorldOptions& options);
  bool Prepare();
  void StartSql();
  bool Running(Service service);
  void Launch(Service service);
  bool Has(Service service) const;

  const WorldOptions options_;
  const ClockFile clock_;
  const Disk aof_disk_, spool_disk_, sql_disk_;
  std::string sql_url_, program_sql_url_;
  std::chrono::steady_clock::time_point began_{};
  std::vector<Excuse> excuses_;
  std::map<Service, Watched> watched_;
  Load* load_ = nullptr;
  std::unique_ptr<testing::PostgresServer> postgres_;
  std::unique_ptr<Proxy> redis_proxy_, sql_proxy_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<testing::System> system_;
};

// Ctrl-C: every wait ends.
bool Interrupted();
void CatchInterrupts();

}  // namespace tipline::chaos
