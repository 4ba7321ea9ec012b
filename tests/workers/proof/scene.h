// What the outbound proof runs on: Redis, records, keys, the provider, its reports, the workers,
// and the messages that were posted. One thread, which must outlive it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/crypto.h"
#include "gateway/base/settings.h"
#include "gateway/store/live/conversations.h"
#include "gateway/store/records/sql.h"
#include "tests/support/postgres_server.h"
#include "tests/support/redis_server.h"
#include "tests/support/temp_dir.h"
#include "tests/workers/proof/crew.h"
#include "tests/workers/proof/moody_network.h"
#include "tests/workers/proof/outbound_proof.h"
#include "tests/workers/proof/reports.h"
#include "tests/workers/proof/shared_clock.h"

namespace tipline::proof {

struct Posted {
  std::string id, channel, number;
};

// What the store and the streams hold at one moment.
struct Look {
  int64_t rows = 0, open = 0, sending = 0;
  int64_t outbound = 0, tips = 0;  // entries of the streams
  TimePoint next_due{};            // of what is queued or held
  TimePoint sending_since{};
};

struct StoredEnd {
  std::string state, channel;
};

class Scene {
 public:
  explicit Scene(const ProofOptions& options);
  Status Prepare();
  Status Fill();  // posts all messages
  Result<Look> LookAround();
  Result<std::map<std::string, StoredEnd>> Ends();
  // What has not ended, by state and reason.
  Result<std::map<std::string, int>> Open();
  Result<int64_t> DeadLetters();

  MoodyNetwork& network() { return network_; }
  Reporter& reporter() { return *reporter_; }
  Crew& crew() { return *crew_; }
  SharedClock& clock() { return clock_; }
  store::Database& database() { return *database_; }
  const WorkerPlan& plan() const { return plan_; }
  const std::vector<Posted>& posted() const { return posted_; }

 private:
  Status KeepContacts();
  store::StreamEntry EntryOf(int i, Posted& posted);

  const ProofOptions options_;
  testing::TempDir dir_;
  SharedClock clock_{dir_ / "clock"};
  std::unique_ptr<testing::RedisServer> redis_ = testing::RedisServer::Start();
  std::unique_ptr<testing::PostgresServer> postgres_;
  WorkerPlan plan_;
  Settings settings_;
  KeyRing keys_;
  std::unique_ptr<store::Database> database_;
  MoodyNetwork network_;
  std::unique_ptr<Reporter> reporter_;
  std::vector<Posted> posted_;
  std::unique_ptr<Crew> crew_;  // last: the workers end first
};

}  // namespace tipline::proof
