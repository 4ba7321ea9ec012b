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

// Why nothing can be sent, as long as the configuration stays as it is.
constexpr const char* kNoChannel = "no such channel";
constexpr const char* kNoApiUrl = "channel has no api_url";
constexpr const char* kNotServed = "country_not_served";

// The channel that it is on, then its home channel and that one's `failover`, in their order.
// `stopped`: nothing can be sent there for now, as this lane knows. Of the person's rule nothing is
// asked here: see ChooseAllowed.
std::vector<flows::Candidate> RoutesOf(
    const Services& services, const store::OutboundRow& row, const std::string& home,
    const std::string& country, const std::function<bool(const std::string& channel)>& stopped,
    TimePoint now);

// What `choose` (of flows/delivery/failover.h) says of those that the person's rule allows. Asked
// of the chosen one only, for each question costs a few looks into the records.
using Choice = size_t (*)(const std::vector<flows::Candidate>& candidates);
size_t ChooseAllowed(Choice choose, std::vector<flows::Candidate> routes, Services& services,
                     const store::OutboundRow& row, const Outbound& message, TimePoint now);

// Whether this message is the one that finds out how its channel does, although another one is
// better: an ordinary one that may go. Says so seldom (ChannelHealth::WantsTry).
bool FindsOut(Services& services, const flows::Candidate& here, const store::OutboundRow& row,
              const Outbound& message, const std::string& country, TimePoint now);

// kNoChannel and so on; null: nothing stands against it.
const char* WhyNever(const Services& services, const std::string& channel,
                     const std::string& country);

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
