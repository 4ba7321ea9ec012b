// Hours of a day in local time: when nobody is written to unasked, and when a person may be. Pure;
// thread-safe. Tests: tests/flows/delivery/hours_test.cc
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/time.h"

namespace tipline::flows {

// From one minute of the day to another, exclusive; over midnight if `to` is smaller.
struct DayHours {
  int from_minute = 0;
  int to_minute = 24 * 60;
  std::vector<int> weekdays;  // on which they begin: 1 = Monday .. 7; empty: every day
};

// "21:00-07:00". kInvalid: not of that form, or of no length.
Result<DayHours> ReadDayHours(std::string_view text);
// "21:00-07:00"; a whole day is "00:00-24:00".
std::string DayHoursText(const DayHours& hours);

bool IsWithin(const DayHours& hours, const std::string& zone, TimePoint now);
// The next moment from now on, to the minute, that is (or is not) within the hours; none: there is
// no such moment in the next eight days.
std::optional<TimePoint> NextWithin(const DayHours& hours, const std::string& zone, TimePoint now);
std::optional<TimePoint> NextOutside(const DayHours& hours, const std::string& zone, TimePoint now);

}  // namespace tipline::flows
