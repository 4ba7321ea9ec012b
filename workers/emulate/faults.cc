#include "workers/emulate/faults.h"

#include <algorithm>
#include <utility>

namespace tipline::emulate {

uint64_t Chance::Next() {  // splitmix64: the same numbers on every machine
  state_ += 0x9E3779B97F4A7C15ULL;
  uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
  return mixed ^ (mixed >> 31U);
}

bool Chance::Happens(double share) {
  return static_cast<double>(Next() >> 11U) < share * 9007199254740992.0;  // 2^53
}

size_t Chance::Below(size_t n) {
  return n == 0 ? 0 : static_cast<size_t>(Next() % n);
}

std::string Chance::HexDigits(size_t digits) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < digits; ++i)
    text += kDigits[Below(16)];
  return text;
}

std::vector<Trip> PlanTrips(size_t webhooks, const Faults& faults, Chance& chance) {
  std::vector<Trip> trips;
  for (size_t webhook = 0; webhook < webhooks; ++webhook) {
    for (int copy = 0; copy <= faults.repeat; ++copy) {
      Trip trip{webhook, Millis(0), Trip::Fate::kArrives};
      if (faults.delay.count() > 0)
        trip.held = Millis(chance.Below(static_cast<size_t>(faults.delay.count()) + 1));
      if (chance.Happens(faults.drop))
        trip.fate = chance.Below(2) == 0 ? Trip::Fate::kLost : Trip::Fate::kAnswerLost;
      trips.push_back(trip);
    }
  }
  if (faults.reorder) {
    const auto in_order = [](const Trip& a, const Trip& b) { return a.webhook < b.webhook; };
    for (size_t left = trips.size(); left > 1; --left)
      std::swap(trips[left - 1], trips[chance.Below(left)]);
    // Whoever asked for another order gets one.
    if (std::is_sorted(trips.begin(), trips.end(), in_order))
      std::reverse(trips.begin(), trips.end());
    Millis latest{0};
    for (Trip& trip : trips)
      trip.held = latest = std::max(latest, trip.held);
    return trips;
  }
  std::stable_sort(trips.begin(), trips.end(),
                   [](const Trip& a, const Trip& b) { return a.held < b.held; });
  return trips;
}

}  // namespace tipline::emulate
