// The walk, played from its first dial to its END, as often as wanted: through the flow engine
// alone, or through the whole way of a request. One thread. Throws std::runtime_error when the walk
// does not come to its END with the tip filed: then flow `main` has changed, and
// tests/bench/walk.json has to follow it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "flows/engine/engine.h"
#include "tests/guard/gateway_turn.h"
#include "tests/guard/recorded_redis.h"
#include "tests/guard/walk_texts.h"

namespace tipline::guard {

class EngineWalk {
 public:
  explicit EngineWalk(const flows::Bundle& bundle);  // must outlive it, or until Use()
  // Only between two walks: the next one is through another flow of the same shape.
  void Use(const flows::Bundle& bundle) { bundle_ = &bundle; }
  size_t turns() const { return answers_.size(); }
  bool at_start() const { return next_ == 0; }
  void Step();  // the next turn; after the last one comes the first again
  void Play();  // one whole walk

 private:
  const flows::Bundle* bundle_;
  const std::vector<std::string> answers_ = Answers();
  flows::Input input_;
  Session session_;
  size_t next_ = 0;
  int tips_ = 0;
};

class GatewayWalk {
 public:
  explicit GatewayWalk(flows::Bundle bundle);  // records Redis' part
  size_t turns() const { return requests_.size(); }
  void Step();
  void Play();

 private:
  GatewayTurn turn_;
  const std::vector<std::string> requests_ = GatewayTurn::Requests();
  RecordedRedis redis_;
  std::string answer_;
  size_t next_ = 0;
  int tips_ = 0;
};

}  // namespace tipline::guard
