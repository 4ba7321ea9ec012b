// When a traveller is to be heard of, in local time: every so many days at an hour of the clock
// there, and once more when they are back. Days and hours are those of an IANA zone, so they keep
// their place on that clock across summer time; another zone moves them with the traveller. Pure;
// thread-safe. Tests: tests/flows/checkin/schedule_test.cc, data in
// tests/data/checkin/schedule.json
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "flows/base/time.h"

namespace tipline::flows {

struct CheckinSchedule {
  std::string time_zone = "UTC";
  int minute = 18 * 60;   // after local midnight
  int every_days = 1;     // from the first day on; 0: only on the last day
  int64_t first_day = 0;  // local day, counted from 1970-01-01
  int64_t last_day = 0;   // the day of coming back: always one of them, and the last
};

constexpr int kMostCheckinDays = 400;  // that somebody is away

// The first of these moments that is later than `after`; nothing: it was the last.
std::optional<TimePoint> NextDue(const CheckinSchedule& schedule, TimePoint after);

// A moment of a local day. What the clock skips in spring is the moment after the gap; of what it
// shows twice in autumn it is the first.
TimePoint LocalMoment(const std::string& zone, int64_t day, int minute);
int64_t LocalDayNumber(const std::string& zone, TimePoint at);

// "3 Mar 14:05" of that zone: short, and read alike everywhere.
std::string LocalStamp(const std::string& zone, TimePoint at);
// "3/3 14:05": for those who do not read English.
std::string LocalDigits(const std::string& zone, TimePoint at);

// The zone of somebody whose clock shows that hour and minute now ("GMT+05:30"): quarters of an
// hour, from -12:00 to +14:00. `zone` if its clock shows the same: it knows of summer time.
std::string ZoneOfClock(const std::string& zone, int minute, TimePoint now);

// "1430", "14:30", "14.30", "14 30", "2 pm", "14": minutes after midnight; nothing: no time of day.
std::optional<int> ReadClock(std::string_view folded);

}  // namespace tipline::flows
