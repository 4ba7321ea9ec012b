#include "flows/cases/call_wish.h"

#include <array>

#include "flows/base/phone.h"
#include "flows/base/zone.h"

namespace tipline::flows {
namespace {

struct Part {
  const char* name;
  const char* hours;
};
constexpr std::array kParts = {Part{"morning", "06:00-12:00"}, Part{"afternoon", "12:00-17:00"},
                               Part{"evening", "17:00-21:00"}, Part{"night", "21:00-06:00"}};

void Take(const Tip& tip, const char* name, std::string& into) {
  if (const auto said = tip.answers.find(name); said != tip.answers.end()) into = said->second;
}

}  // namespace

void AddCallWish(const Tip& tip, CallWish& wish) {
  Take(tip, "call_time", wish.time);
  Take(tip, "call_other", wish.other);
  if (tip.number.empty()) return;
  const std::string zone = ZoneOfCountry(CountryOf(tip.number.Reveal()));
  if (!zone.empty()) wish.zone = zone;
}

std::optional<DayHours> HoursOf(const CallWish& wish) {
  for (const Part& part : kParts)
    if (part.name == wish.time) return *ReadDayHours(part.hours);
  return std::nullopt;
}

bool IsGoodTime(const CallWish& wish, const std::string& zone, TimePoint now) {
  const auto hours = HoursOf(wish);
  return !hours || IsWithin(*hours, wish.zone.empty() ? zone : wish.zone, now);
}

}  // namespace tipline::flows
