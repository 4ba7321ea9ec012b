#include "workers/loop/send_routes.h"

#include <algorithm>

#include "workers/loop/send_rules.h"

namespace tipline::workers {
namespace {

bool WasTried(const store::OutboundRow& row, const std::string& channel) {
  return (" " + row.tried + " ").find(" " + channel + " ") != std::string::npos;
}

// Its provider refused this very message there, for the person wants nothing from it. No rule of
// ours keeps an alert from going there again, and it would come back each time.
bool RefusedThere(Services& services, const flows::Candidate& there, const Outbound& message) {
  if (!there.tried) return false;
  const auto opted_out =
      services.opt_outs.Has(Pseudonym(services.keys, message.to.Reveal()), there.channel);
  return opted_out && *opted_out;
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
    TimePoint now) {
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
    one.delivered_share = evidence.delivered_share;
    one.reports = evidence.reports;
    one.answer_p50 = evidence.answer_p50;
    out.push_back(std::move(one));
  }
  return out;
}

size_t ChooseAllowed(Choice choose, std::vector<flows::Candidate> routes, Services& services,
                     const store::OutboundRow& row, const Outbound& message, TimePoint now) {
  for (;;) {
    const size_t best = choose(routes);
    if (best == 0) return best;
    const flows::Candidate& there = routes[best];
    if (!RefusedThere(services, there, message) &&
        IsAllowedOn(services, row, message, there.channel, now))
      return best;
    routes[best].usable = false;
  }
}

bool FindsOut(Services& services, const flows::Candidate& here, const store::OutboundRow& row,
              const Outbound& message, const std::string& country, TimePoint now) {
  if (row.kind == OutboundClass::kAlert || !here.usable || here.state == flows::Health::kOk)
    return false;
  const ChannelSettings& channel = services.settings.channels.at(here.channel);
  const int64_t cost = channel.cost_per_segment_micros * SegmentsOf(message);
  const auto ruling = RuleOn(services, row, message, cost, now);
  if (!ruling || ruling->what != flows::Ruling::What::kGo) return false;
  const auto urgent = IsUrgent(services, row, message);
  return urgent && !*urgent && services.health.WantsTry(here.channel, country, now);
}

const char* WhyNever(const Services& services, const std::string& id, const std::string& country) {
  const auto channel = services.settings.channels.find(id);
  if (channel == services.settings.channels.end()) return kNoChannel;
  if (channel->second.api_url.empty()) return kNoApiUrl;
  return Serves(channel->second, country) ? nullptr : kNotServed;
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
