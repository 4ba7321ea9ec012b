// A turn between the two round trips to Redis, without Redis: keys, a channel, a flow, messages
// that come in, and what is decided. A suite derives from it, so that its tests have a name of
// their own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "flows/engine/flow_set.h"
#include "gateway/providers/provider.h"
#include "gateway/webhooks/decide.h"
#include "tests/gateway/webhooks/flow.h"

namespace tipline::gateway {

class TurnWorld : public ::testing::Test {
 protected:
  TurnWorld();

  // The bundle of these documents, as version 3. At the beginning: flow.h.
  void Use(const std::vector<flows::SourceFile>& documents);

  // From +254711000001.
  static Inbound Incoming(InboundKind kind, const std::string& words);
  Arrival Arrived(const Inbound& in, int64_t at_ms = 1000, const std::string& nonce = "n") const;
  Arrival Dial(const std::string& text, bool accumulated, int64_t at_ms = 1000, bool first = false);
  Arrival Text(const std::string& words, const std::string& id, int64_t at_ms = 1000);

  // What the store would give back after `before` was committed.
  static store::Loaded After(const Decision& before);
  Decision Run(const Arrival& arrival, const store::Loaded& loaded, int64_t now_ms = 2000) const;

  KeyRing keys_;
  std::unique_ptr<flows::Bundle> bundle_;
  ChannelSettings channel_;

 private:
  int nonce_ = 0;
};

}  // namespace tipline::gateway
