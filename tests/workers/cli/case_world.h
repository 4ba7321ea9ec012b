// The whole of `tipline` in this process, on the store of a worker's world. A suite derives from
// it, so that its tests have a name of their own.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "tests/workers/jobs/worker_world.h"

namespace tipline::cli {

struct Printed {
  int code = -1;
  std::string out;
  nlohmann::json json() const;
};

class CaseWorld : public workers::WorkerTest {
 protected:
  void SetUp() override;
  Printed Run(const std::vector<std::string>& words, bool json = true) const;
  // The only case, once the worker has nothing to do any more.
  Case TakeOne(const Tip& tip);

 private:
  std::string config_;
};

}  // namespace tipline::cli
