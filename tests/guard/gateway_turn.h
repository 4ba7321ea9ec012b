// One webhook from its bytes to the bytes of its answer, through the gateway's own functions in the
// order of gateway/webhooks/handler.cc, without sockets, threads or Redis. Time, chance and keys
// are the same in every run. For the guard and the micro-benchmarks. One thread. Throws
// std::runtime_error where a phone would not get its screen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/engine/flow_set.h"
#include "gateway/base/settings.h"
#include "gateway/store/live/conversations.h"
#include "gateway/webhooks/arrival.h"
#include "gateway/webhooks/decide.h"
#include "tests/guard/recorded_redis.h"

namespace tipline::guard {

class GatewayTurn {
 public:
  explicit GatewayTurn(flows::Bundle bundle);
  GatewayTurn(const GatewayTurn&) = delete;
  GatewayTurn& operator=(const GatewayTurn&) = delete;

  // A whole turn; the answer's bytes are appended to `out`. Time goes on by five seconds. True: it
  // filed a tip.
  bool Answer(std::string_view request, RecordedRedis& redis, std::string& out);
  void StartAgain();  // the time of the first turn

  // Its parts.
  gateway::Arrival Take(std::string_view request) const;  // parse, authenticate, who it is
  gateway::Decision Decide(const gateway::Arrival& arrival, const store::Loaded& loaded) const;
  void Write(const gateway::Arrival& arrival, const gateway::Reply& reply, std::string& out) const;
  const store::Conversations& conversations() const { return conversations_; }
  const KeyRing& keys() const { return keys_; }

  // The walk as raw requests of Africa's Talking.
  static std::vector<std::string> Requests();

 private:
  static KeyRing FixedKeys();

  Settings settings_;
  const flows::Bundle bundle_;
  const KeyRing keys_;
  const store::Conversations conversations_;
  const gateway::Decider decider_;
  TimePoint now_{};
};

}  // namespace tipline::guard
