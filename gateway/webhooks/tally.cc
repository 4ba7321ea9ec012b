#include "gateway/webhooks/tally.h"

#include <array>

namespace tipline::gateway {

const char* OutcomeName(Outcome outcome) {
  static constexpr std::array<const char*, kOutcomes> kNames = {
      "turn",     "tip",         "repeat", "status", "ignored", "spooled",
      "rejected", "unavailable", "part",   "notice", "call"};
  return kNames[static_cast<size_t>(outcome)];
}

Tally::Tally(const Settings& settings) {
  const auto add = [this](const std::string& channel) {
    auto& counters = counters_[channel];
    for (size_t i = 0; i < kOutcomes; ++i)
      counters.emplace_back(
          "tipline_webhooks_total", "Webhooks by channel and by how they ended.",
          MetricLabels{{"channel", channel}, {"outcome", OutcomeName(static_cast<Outcome>(i))}});
  };
  for (const auto& [id, channel] : settings.channels) {
    add(id);
    unlisted_.emplace(id,
                      Counter("tipline_unlisted_codes_total",
                              "Messages to a code that the channel's configuration does not name.",
                              {{"channel", id}}));
  }
  add("unknown");
}

void Tally::Count(const std::string& channel, Outcome outcome) const {
  auto it = counters_.find(channel);
  if (it == counters_.end()) it = counters_.find("unknown");
  it->second[static_cast<size_t>(outcome)].Add();
}

double Tally::Value(const std::string& channel, Outcome outcome) const {
  const auto it = counters_.find(channel);
  return it == counters_.end() ? 0 : it->second[static_cast<size_t>(outcome)].Value();
}

bool Tally::CountUnlistedCode(const std::string& channel) const {
  const auto it = unlisted_.find(channel);
  if (it == unlisted_.end()) return false;
  it->second.Add();
  return it->second.Value() < 2;
}

}  // namespace tipline::gateway
