#include "flows/checkin/schedule.h"

#include <gtest/gtest.h>

#include "flows/base/zone.h"
#include "tests/flows/checkin/checkin_data.h"

namespace tipline::flows {
namespace {

using testing::CheckinCases;

int64_t Day(const std::string& text) {
  return std::chrono::floor<std::chrono::days>(*ParseTime(text + "T00:00:00Z"))
      .time_since_epoch()
      .count();
}

TEST(CheckinSchedule, Data) {
  for (const auto& one : CheckinCases("schedule")) {
    SCOPED_TRACE(one.at("name").get<std::string>());
    CheckinSchedule schedule;
    schedule.time_zone = one.at("zone");
    schedule.minute = *ReadClock(one.at("at").get<std::string>());
    schedule.every_days = one.at("every");
    schedule.first_day = Day(one.at("first"));
    schedule.last_day = Day(one.at("last"));
    std::vector<std::string> due;
    TimePoint after = *ParseTime(one.at("after").get<std::string>());
    while (const auto next = NextDue(schedule, after)) {
      due.push_back(FormatTime(*next));
      after = *next;
      ASSERT_LT(due.size(), 50U);
    }
    EXPECT_EQ(due, one.at("due").get<std::vector<std::string>>());
  }
}

// Whatever the zone and its changes: each day has one moment, and on most days a day apart.
TEST(CheckinSchedule, EveryDayOfAYearHasItsMomentInEveryZone) {
  for (const char* zone :
       {"Africa/Nairobi", "Africa/Casablanca", "America/Sao_Paulo", "Asia/Tehran",
        "Australia/Lord_Howe", "America/St_Johns", "Pacific/Chatham", "Africa/Cairo"}) {
    SCOPED_TRACE(zone);
    for (const int minute : {0, 30, 150, 1080, 1439}) {
      CheckinSchedule schedule{zone, minute, 1, Day("2026-01-01"), Day("2026-12-31")};
      TimePoint after = *ParseTime("2025-12-30T00:00:00Z");
      int count = 0;
      while (const auto next = NextDue(schedule, after)) {
        if (count > 0) {
          EXPECT_GE(*next - after, std::chrono::hours(22));
          EXPECT_LE(*next - after, std::chrono::hours(26));
        }
        after = *next;
        ++count;
      }
      EXPECT_EQ(count, 365);
    }
  }
}

TEST(CheckinSchedule, AnotherZoneMovesItWithTheTraveller) {
  CheckinSchedule schedule{"Africa/Nairobi", 18 * 60, 1, Day("2026-12-01"), Day("2026-12-09")};
  const TimePoint now = *ParseTime("2026-12-03T16:00:00Z");  // asked at 15:00 already
  schedule.time_zone = "Asia/Dubai";                         // 14:00 is over, too
  EXPECT_EQ(FormatTime(*NextDue(schedule, now)), "2026-12-04T14:00:00Z");
  schedule.time_zone = "America/New_York";
  EXPECT_EQ(FormatTime(*NextDue(schedule, now)), "2026-12-03T23:00:00Z");
}

TEST(CheckinSchedule, ReadsAClockAsPeopleWriteIt) {
  const std::pair<const char*, int> rows[] = {
      {"1430", 870},   {"14:30", 870}, {"14.30", 870},   {"14 30", 870}, {"2 pm", 840},
      {"2:15pm", 855}, {"12 am", 0},   {"12 pm", 720},   {"7", 420},     {"0", 0},
      {"24", 0},       {"2359", 1439}, {"its 9 am", 540}};
  for (const auto& [text, minute] : rows)
    EXPECT_EQ(ReadClock(text), minute) << text;
  for (const char* text : {"", "soon", "25", "1275", "13 pm", "1 2 3", "0 am"})
    EXPECT_EQ(ReadClock(text), std::nullopt) << text;
}

TEST(CheckinSchedule, AClockTellsItsZone) {
  const TimePoint now = *ParseTime("2026-07-01T12:02:00Z");
  const std::tuple<const char*, const char*, const char*> rows[] = {
      {"Africa/Nairobi", "15:00", "Africa/Nairobi"},
      {"Africa/Nairobi", "16:05", "GMT+04:00"},
      {"Europe/Berlin", "14:00", "Europe/Berlin"},
      {"UTC", "12:00", "UTC"},
      {"Europe/Berlin", "12:00", "UTC"},
      {"UTC", "17:47", "GMT+05:45"},
      {"UTC", "02:00", "GMT-10:00"},
      {"UTC", "07:00", "GMT-05:00"},
      {"UTC", "23:30", "GMT+11:30"}};
  for (const auto& [zone, clock, expected] : rows) {
    const std::string found = ZoneOfClock(zone, *ReadClock(clock), now);
    EXPECT_EQ(found, expected) << clock;
    EXPECT_TRUE(IsZone(found));
  }
}

TEST(CheckinSchedule, StampsAreOfTheLocalClock) {
  EXPECT_EQ(LocalStamp("Africa/Nairobi", *ParseTime("2026-03-03T11:05:00Z")), "3 Mar 14:05");
  EXPECT_EQ(LocalStamp("Africa/Nairobi", *ParseTime("2026-12-31T22:00:00Z")), "1 Jan 01:00");
}

}  // namespace
}  // namespace tipline::flows
