// A message on its way through the handler, and the webhook that it came in. Only handler*.cc
// include this.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/webhooks/handler.h"

namespace tipline::gateway {

// What a phone shows when we could not take its words: the truth, in the fewest words (domain.md
// §3.6).
constexpr std::string_view kNotReceived =
    "Sorry, this was not received. Please try again in a few minutes.";

// Somebody looks at that screen: it has to name the session that it belongs to.
inline http::Response NotTaken(const Provider& provider, const Inbound& inbound) {
  if (inbound.kind == InboundKind::kUssd)
    return provider.Render(inbound, {std::string(kNotReceived), true});
  return provider.RenderUnavailable(inbound.kind, kNotReceived);
}

struct Handler::Batch {
  std::vector<Inbound> all;
  Inbound first;  // what the answer is made of
  const ChannelSettings& channel;
  const Provider& provider;
  TimePoint received_at{};
  http::Answer answer;
  size_t next = 0;
  bool failed = false, busy = false, again = false;
};

struct Handler::Turn {
  Arrival arrival;
  http::Answer answer;  // not used if there is a batch
  BatchPtr batch;       // that it is one of
  BundlePtr bundle{};
  std::unique_ptr<InFlight::Ticket> ticket{};
  int tries = 0;
  store::PartGroup parts{};  // that it was joined from
  // While the records are asked: for what, until when, and what is shown if it takes longer.
  std::string inquiry{};
  std::chrono::steady_clock::time_point wait_until{};
  Reply meanwhile{};
  Outcome outcome = Outcome::kTurn;
};

}  // namespace tipline::gateway
