#include "tests/workers/month/sent_world.h"

#include <nlohmann/json.hpp>

namespace tipline::workers {

Millis SentWorld::Between(Millis from, Millis to) {
  return from + Millis(static_cast<int64_t>(static_cast<double>((to - from).count()) * Draw()));
}

void SentWorld::Stamp() {
  const size_t count = provider_.count();
  while (stamps_.size() < count)
    stamps_.push_back(clock_.Now());
}

// What is on its way arrives before time goes on.
void SentWorld::Work() {
  constexpr int kMost = 60;
  for (int i = 0; i < kMost; ++i) {
    const bool did = lane_->Step(Millis(0)) > 0;
    const bool sends = Count("outbound WHERE state = 'sending'") > 0;
    if (sends) lane_->Step(Millis(2));
    Stamp();
    if (!did && !sends) return;
  }
}

std::map<std::string, std::vector<Sent>> SentWorld::ByNumber() const {
  std::map<std::string, std::vector<Sent>> all;
  const auto requests = provider_.requests();
  for (size_t i = 0; i < requests.size() && i < stamps_.size(); ++i) {
    const auto json = nlohmann::json::parse(requests[i].body, nullptr, false);
    if (json.is_object()) all[json.value("to", "")].push_back({stamps_[i], json.value("text", "")});
  }
  return all;
}

}  // namespace tipline::workers
