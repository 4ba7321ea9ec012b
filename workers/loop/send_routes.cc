#include "workers/loop/send_routes.h"

#include <algorithm>

namespace tipline::workers {
namespace {

bool WasTried(const store::OutboundRow& row, const std::string& channel) {
  return (" " + row.tried + " ").find(" " + channel + " ") != std::string::npos;
}

}  // namespace

bool Serves(const ChannelSettings& channel, const std::string& country) {
  return channel.countries.empty() || country.empty() ||
         std::find(channel.countries.begin(), channel.countries.end(), country) !=
             channel.countries.end();
}

std::vector<flows::Candidate> RoutesOf(
    const Services& services, const store::OutboundRow& row, const std::string& home,
    const std::string& country, const std::function<bool(const std::string& channel)>& stopped,
    bool may_try, TimePoint now) {
  const auto& channels = services.settings.channels;
  std::vector<std::string> ids = {row.channel, home};
  if (const auto first = channels.find(home); first != channels.end())
    ids.insert(ids.end(), first->second.failover.begin(), first->second.failover.end());
  std::vector<flows::Candidate> out;
  for (const std::string& id : ids) {
    const auto there = std::any_of(out.begin(), out.end(),
                                   [&](const flows::Candidate& one) { return one.channel == id; });
    const auto channel = channels.find(id);
    if (there || (channel == channels.end() && !out.empty())) continue;
    flows::Candidate one;
    one.channel = id;
    one.usable = channel != channels.end() && !channel->second.api_url.empty() &&
                 Serves(channel->second, country) && !stopped(id);
    one.tried = WasTried(row, id);
    const auto evidence = services.health.EvidenceOf(id, country, "", now);
    one.state = evidence.state;
    one.wants_try = may_try && out.empty() && one.usable && one.state != flows::Health::kOk &&
                    services.health.WantsTry(id, country, now);
    one.delivered_share = evidence.delivered_share;
    one.reports = evidence.reports;
    one.answer_p50 = evidence.answer_p50;
    out.push_back(std::move(one));
  }
  return out;
}

Envelope EnvelopeFor(const ChannelSettings& channel, const Outbound& message,
                     const std::string& country) {
  Envelope out{message, std::nullopt};
  // The code that a person wrote to belongs to the channel on which they did.
  if (message.channel != channel.id) out.message.from.clear();
  const auto sender = channel.senders.find(country);
  if (sender == channel.senders.end()) return out;
  out.channel = channel;
  out.channel->sender = sender->second;
  if (sender->second.empty()) out.message.from.clear();
  return out;
}

}  // namespace tipline::workers
