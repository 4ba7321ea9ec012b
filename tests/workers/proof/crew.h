// The workers of the outbound proof as processes: two, each started again under the same name.
// Stopped in order, or killed. One thread, which must outlive them.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>

#include "gateway/store/records/sql.h"
#include "tests/support/process.h"
#include "tests/workers/proof/ledger.h"
#include "tests/workers/proof/proof_worker.h"

namespace tipline::proof {

constexpr int kCrew = 2;

class Crew {
 public:
  // `dir`: where the plan and the logs lie.
  Crew(const WorkerPlan& plan, std::string dir);

  void Start(int which);
  bool Stop(int which);  // SIGTERM; false: it did not end in order
  // SIGKILL; what it had under way is read from the store before it is started again.
  Status Kill(int which, store::Database& database);
  bool running(int which) { return processes_.at(static_cast<size_t>(which))->running(); }
  const Deaths& deaths() const { return deaths_; }
  // What the logs say: reference -> requests whose time was over.
  std::map<std::string, int> Timeouts() const;
  std::string LogOf(int which) const;

 private:
  const std::string dir_;
  std::array<std::unique_ptr<testing::Process>, kCrew> processes_;
  std::array<int, kCrew> numbers_{};
  int starts_ = 0;
  Deaths deaths_;
};

}  // namespace tipline::proof
