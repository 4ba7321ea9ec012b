#include <algorithm>

#include "flows/routing/route.h"

namespace tipline::flows {
namespace {

constexpr int kDay = 24 * 60;

}  // namespace

bool InHours(const Hours& hours, TimePoint now) {
  const auto local = std::chrono::floor<std::chrono::minutes>(now) +
                     std::chrono::minutes(hours.utc_offset_minutes);
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  const int minute = static_cast<int>((local - midnight).count());
  const bool over_midnight = hours.to_minute < hours.from_minute;
  // After midnight the shift is still that of the day on which it began.
  const bool began_yesterday = over_midnight && minute < hours.to_minute;
  const std::chrono::weekday weekday(began_yesterday ? midnight - std::chrono::days(1) : midnight);
  const auto& days = hours.weekdays;
  if (!days.empty() &&
      std::find(days.begin(), days.end(), static_cast<int>(weekday.iso_encoding())) == days.end())
    return false;
  if (over_midnight) return began_yesterday || minute >= hours.from_minute;
  return minute >= hours.from_minute && minute < std::min(hours.to_minute, kDay);
}

}  // namespace tipline::flows
