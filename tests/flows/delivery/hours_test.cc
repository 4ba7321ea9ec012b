#include "flows/delivery/hours.h"

#include <gtest/gtest.h>

namespace tipline::flows {
namespace {

TimePoint At(const char* text) {
  return *ParseTime(text);
}

TEST(DayHours, ReadsWhatPeopleWrite) {
  const auto hours = ReadDayHours("21:00-07:30");
  ASSERT_TRUE(hours);
  EXPECT_EQ(hours->from_minute, 21 * 60);
  EXPECT_EQ(hours->to_minute, 7 * 60 + 30);
  EXPECT_EQ(DayHoursText(*hours), "21:00-07:30");
  EXPECT_EQ(ReadDayHours("00:00-24:00")->to_minute, 24 * 60);
  for (const char* wrong : {"", "21-07", "21:00", "21:00-21:00", "24:00-07:00", "21:60-07:00",
                            "2x:00-07:00", "21:00-25:00", "-1:00-07:00"})
    EXPECT_FALSE(ReadDayHours(wrong)) << wrong;
}

TEST(DayHours, OverMidnightInLocalTime) {
  const DayHours quiet = *ReadDayHours("21:00-07:00");
  EXPECT_TRUE(IsWithin(quiet, "Africa/Nairobi", At("2026-11-28T18:00:00Z")));  // 21:00 there
  EXPECT_FALSE(IsWithin(quiet, "Africa/Nairobi", At("2026-11-28T17:59:00Z")));
  EXPECT_TRUE(IsWithin(quiet, "Africa/Nairobi", At("2026-11-29T03:59:59Z")));
  EXPECT_EQ(NextOutside(quiet, "Africa/Nairobi", At("2026-11-28T20:12:34Z")),
            At("2026-11-29T04:00:00Z"));
  EXPECT_EQ(NextOutside(quiet, "Africa/Nairobi", At("2026-11-28T10:00:00Z")),
            At("2026-11-28T10:00:00Z"));
}

TEST(DayHours, TheNightOnWhichTheClocksChange) {
  const DayHours quiet = *ReadDayHours("21:00-07:00");
  // Berlin goes from +1 to +2 at 01:00 UTC: seven o'clock is an hour earlier.
  EXPECT_EQ(NextOutside(quiet, "Europe/Berlin", At("2026-03-28T22:00:00Z")),
            At("2026-03-29T05:00:00Z"));
  EXPECT_EQ(NextOutside(quiet, "Europe/Berlin", At("2026-10-24T22:00:00Z")),
            At("2026-10-25T06:00:00Z"));
}

TEST(DayHours, OnlyOnSomeDays) {
  DayHours safe = *ReadDayHours("10:15-11:05");
  safe.weekdays = {6};                                 // Saturday
  const TimePoint after = At("2026-11-28T11:05:00Z");  // a Saturday
  EXPECT_FALSE(IsWithin(safe, "UTC", after));
  EXPECT_EQ(NextWithin(safe, "UTC", after), At("2026-12-05T10:15:00Z"));
  EXPECT_EQ(NextWithin(safe, "UTC", At("2026-11-28T10:15:30Z")), At("2026-11-28T10:15:30Z"));
  safe.weekdays = {9};
  EXPECT_EQ(NextWithin(safe, "UTC", after), std::nullopt);
}

}  // namespace
}  // namespace tipline::flows
