#include "flows/checkin/schedule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "flows/base/input.h"
#include "flows/base/zone.h"

namespace tipline::flows {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr int kDayMinutes = 24 * 60;
constexpr int kQuarter = 15;
constexpr int kMostWest = -12 * 60, kMostEast = 14 * 60;

// Of the local clock, as if it were UTC.
TimePoint Wall(int64_t day, int minute) {
  return TimePoint(days(day)) + minutes(minute);
}

// The days on which somebody is asked: first, first + every, ..., last.
std::optional<int64_t> DayFrom(const CheckinSchedule& schedule, int64_t day) {
  if (day > schedule.last_day) return std::nullopt;
  if (schedule.every_days <= 0) return schedule.last_day;
  if (day <= schedule.first_day) return std::min(schedule.first_day, schedule.last_day);
  const int64_t every = schedule.every_days;
  const int64_t steps = (day - schedule.first_day + every - 1) / every;
  return std::min(schedule.first_day + steps * every, schedule.last_day);
}

}  // namespace

TimePoint LocalMoment(const std::string& zone, int64_t day, int minute) {
  const TimePoint wall = Wall(day, minute);
  // The offsets before and after any change that is near; the earlier moment that is right wins.
  const minutes before = OffsetOf(zone, wall - days(1));
  const minutes after = OffsetOf(zone, wall + days(1));
  for (const minutes offset : {std::max(before, after), std::min(before, after)}) {
    const TimePoint at = wall - offset;
    if (OffsetOf(zone, at) == offset) return at;
  }
  return wall - std::min(before, after);  // skipped: the clock is ahead by the gap
}

int64_t LocalDayNumber(const std::string& zone, TimePoint at) {
  return std::chrono::floor<days>(at + OffsetOf(zone, at)).time_since_epoch().count();
}

std::optional<TimePoint> NextDue(const CheckinSchedule& schedule, TimePoint after) {
  // A day before: a gap of the clock can move a moment over midnight.
  auto day = DayFrom(schedule, LocalDayNumber(schedule.time_zone, after) - 1);
  while (day) {
    const TimePoint due = LocalMoment(schedule.time_zone, *day, schedule.minute);
    if (due > after) return due;
    day = DayFrom(schedule, *day + 1);
  }
  return std::nullopt;
}

namespace {

// `date`: of day and month.
template <typename Date>
std::string Stamp(const std::string& zone, TimePoint at, const Date& date) {
  const TimePoint wall = at + OffsetOf(zone, at);
  const auto day = std::chrono::floor<days>(wall);
  const std::chrono::year_month_day local(day);
  const auto minute = std::chrono::floor<minutes>(wall - day).count();
  std::array<char, 16> clock{};
  std::snprintf(clock.data(), clock.size(), " %02d:%02d", static_cast<int>(minute / 60),
                static_cast<int>(minute % 60));
  return date(static_cast<unsigned>(local.day()), static_cast<unsigned>(local.month())) +
         clock.data();
}

}  // namespace

std::string LocalStamp(const std::string& zone, TimePoint at) {
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return Stamp(zone, at, [](unsigned day, unsigned month) {
    return std::to_string(day) + " " + kMonths.at(month - 1);
  });
}

std::string LocalDigits(const std::string& zone, TimePoint at) {
  return Stamp(zone, at, [](unsigned day, unsigned month) {
    return std::to_string(day) + "/" + std::to_string(month);
  });
}

std::string ZoneOfClock(const std::string& zone, int minute, TimePoint now) {
  const int here =
      static_cast<int>(std::chrono::floor<minutes>(now - std::chrono::floor<days>(now)).count());
  int offset = minute - here;
  offset = static_cast<int>(std::lround(static_cast<double>(offset) / kQuarter)) * kQuarter;
  if (offset > kMostEast) offset -= kDayMinutes;
  if (offset < kMostWest) offset += kDayMinutes;
  if (IsZone(zone) && OffsetOf(zone, now) == minutes(offset)) return zone;
  if (offset == 0) return "UTC";
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "GMT%c%02d:%02d", offset < 0 ? '-' : '+',
                std::abs(offset) / 60, std::abs(offset) % 60);
  return text.data();
}

std::optional<int> ReadClock(std::string_view folded) {
  const auto numbers = NumbersIn(folded);
  if (numbers.empty() || numbers.size() > 2) return std::nullopt;
  int hour = numbers[0];
  int minute = numbers.size() == 2 ? numbers[1] : 0;
  if (numbers.size() == 1 && hour >= 100) {  // "1430"
    minute = hour % 100;
    hour /= 100;
  }
  const bool pm = folded.find("pm") != std::string_view::npos;
  const bool am = folded.find("am") != std::string_view::npos;
  if ((pm || am) && (hour < 1 || hour > 12)) return std::nullopt;
  if (pm && hour < 12) hour += 12;
  if (am && hour == 12) hour = 0;
  if (hour == 24 && minute == 0) hour = 0;
  if (hour > 23 || minute > 59) return std::nullopt;
  return hour * 60 + minute;
}

}  // namespace tipline::flows
