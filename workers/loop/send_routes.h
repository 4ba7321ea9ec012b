// On which channel a message goes: the facts for flows/delivery/failover.h. Tests:
// tests/workers/loop/sender_failover_test.cc
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "flows/delivery/failover.h"
#include "workers/loop/services.h"

namespace tipline::workers {

// The channel that it is on, then its home channel and that one's `failover`, in their order.
// `stopped`: nothing can be sent there for now, as this lane knows. `may_try`: if the channel that
// it is on is down, this message may be the one that finds out whether it still is.
std::vector<flows::Candidate> RoutesOf(
    const Services& services, const store::OutboundRow& row, const std::string& home,
    const std::string& country, const std::function<bool(const std::string& channel)>& stopped,
    bool may_try, TimePoint now);

// Whether the channel may send to that country ("": not known, and then it may).
bool Serves(const ChannelSettings& channel, const std::string& country);

// The message as it is to be given to the channel's provider, and the channel's settings where the
// country wants another sender than theirs.
struct Envelope {
  Outbound message;
  std::optional<ChannelSettings> channel;
};
Envelope EnvelopeFor(const ChannelSettings& channel, const Outbound& message,
                     const std::string& country);

}  // namespace tipline::workers
