// What the tests of a lane share: entries whose job does what the test says, and how much is left
// of them. A suite derives from it, so that its tests have a name of their own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gateway/store/live/streams.h"
#include "tests/workers/jobs/worker_world.h"

namespace tipline::workers {

// What the registered test jobs do and have seen: "scripted" and "another" are kinds of one job,
// "in turn" is that of one that does its entries one after the other, the timer "scripted" throws.
struct LaneScript {
  std::function<Outcome(const store::Delivered&)> one = [](const store::Delivered&) {
    return Done();
  };
  std::vector<std::string> ids;
  size_t largest = 0;  // batch
};

class LaneWorld : public WorkerTest {
 protected:
  void SetUp() override;
  void Post(const std::string& id, const std::string& kind = "scripted",
            const std::string& pseudonym = "same");
  // Of any partition.
  void PostOfSomebody(const std::string& id);
  bool StepFor(Millis time);
  // To one worker after the other, each of which ends with nothing done. Forgets what ran.
  void HandOutTooOften(size_t entries);
  int64_t Dead();
  int64_t Left();

  LaneScript script_;
};

}  // namespace tipline::workers
