// A worker's world in which cases are taken in, closed and forgotten by the chores.
#pragma once

#include <memory>
#include <string>

#include "tests/workers/jobs/worker_world.h"
#include "workers/jobs/retention_chores.h"

namespace tipline::workers {

class RetentionWorld : public WorkerTest {
 protected:
  void SetUp() override;
  void Pass(Millis time) { clock_.Forward(time); }
  // One look at once, the gateway being there; and whether there may be more at once.
  void Look(bool more = false);
  void Beat(TimePoint at);  // the last sign of life of gateway and workers
  Case TakeIn(const std::string& id);
  void Close(const Case& item, const std::string& code = "service_received");
  long long Rows(const std::string& of);
  bool HasWords(const Case& item);  // its first tip
  // A message of the case that is in that state.
  void PostOf(const Case& item, const std::string& id, const std::string& state);
  void Rules(const std::string& text);  // retention.json

  std::unique_ptr<RetentionChores> chores_;
};

}  // namespace tipline::workers
