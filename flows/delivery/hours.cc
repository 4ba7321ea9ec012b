#include "flows/delivery/hours.h"

#include <array>
#include <charconv>

#include "flows/base/zone.h"
#include "flows/model/directory.h"
#include "flows/routing/route.h"

namespace tipline::flows {
namespace {

constexpr int kDay = 24 * 60;

int TwoDigits(std::string_view text) {
  int number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool right = text.size() == 2 && failed == std::errc() && end == text.data() + text.size();
  return right ? number : -1;
}

// Minute of the day; -1: it is none.
int ReadMinute(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return -1;
  const int hour = TwoDigits(text.substr(0, 2)), minute = TwoDigits(text.substr(3));
  if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > kDay) return -1;
  return hour * 60 + minute;
}

std::string MinuteText(int minute) {
  std::array<char, 6> out{};
  const auto digit = [](int n) { return static_cast<char>('0' + n % 10); };
  const int hour = minute / 60;
  out = {digit(hour / 10), digit(hour), ':', digit(minute % 60 / 10), digit(minute % 10), '\0'};
  return out.data();
}

// Minute by minute would be slow for nothing: from one change of the hours, or of the zone's
// offset, to the next there is none. Those all lie on quarters of an hour or on the hours' own
// minutes.
std::optional<TimePoint> Next(const DayHours& hours, const std::string& zone, TimePoint now,
                              bool within) {
  if (IsWithin(hours, zone, now) == within) return now;
  constexpr auto kLongest = std::chrono::days(8);  // one weekday, seen just after its hours ended
  TimePoint at = std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes(1);
  for (; at - now <= kLongest; at += std::chrono::minutes(1)) {
    const auto local = std::chrono::floor<std::chrono::minutes>(at + OffsetOf(zone, at));
    const int minute =
        static_cast<int>((local - std::chrono::floor<std::chrono::days>(local)).count());
    const bool may_change =
        minute % 15 == 0 || minute == hours.from_minute % kDay || minute == hours.to_minute % kDay;
    if (may_change && IsWithin(hours, zone, at) == within) return at;
  }
  return std::nullopt;
}

}  // namespace

Result<DayHours> ReadDayHours(std::string_view text) {
  DayHours hours;
  const size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    hours.from_minute = ReadMinute(text.substr(0, dash));
    hours.to_minute = ReadMinute(text.substr(dash + 1));
  }
  const bool right = dash != std::string_view::npos && hours.from_minute >= 0 &&
                     hours.to_minute >= 0 && hours.from_minute < kDay &&
                     hours.from_minute != hours.to_minute;
  if (!right) return Invalid("hours; allowed: local hours such as 21:00-07:00");
  return hours;
}

std::string DayHoursText(const DayHours& hours) {
  return MinuteText(hours.from_minute) + "-" + MinuteText(hours.to_minute);
}

bool IsWithin(const DayHours& hours, const std::string& zone, TimePoint now) {
  Hours at;
  at.from_minute = hours.from_minute;
  at.to_minute = hours.to_minute;
  at.weekdays = hours.weekdays;
  at.utc_offset_minutes = static_cast<int>(OffsetOf(zone, now).count());
  return InHours(at, now);
}

std::optional<TimePoint> NextWithin(const DayHours& hours, const std::string& zone, TimePoint now) {
  return Next(hours, zone, now, true);
}

std::optional<TimePoint> NextOutside(const DayHours& hours, const std::string& zone,
                                     TimePoint now) {
  return Next(hours, zone, now, false);
}

}  // namespace tipline::flows
