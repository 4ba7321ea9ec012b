// What happens to workers and channels while messages are on their way, by seed. One thread.
#pragma once

#include <vector>

#include "tests/workers/proof/scene.h"

namespace tipline::proof {

class Events {
 public:
  Events(const ProofOptions& options, Scene& scene, ProofResult& result);
  // The number of requests at which the next one is due; none: the largest number.
  int64_t next_at() const;
  void RunNext();

 private:
  enum class What { kKill, kRestart, kOutage };
  struct Event {
    int64_t at = 0;  // requests
    What what = What::kKill;
    int which = 0;  // worker or channel
    int status = 0;
  };
  void Kill(int which);
  void Restart();
  void Outage(const Event& event);

  Scene& scene_;
  ProofResult& result_;
  std::vector<Event> events_;  // the next one last
};

}  // namespace tipline::proof
