#include "flows/base/zone.h"

#include <gtest/gtest.h>

namespace tipline {
namespace {

TimePoint At(const char* text) {
  return *ParseTime(text);
}

TEST(Zone, KnowsSummerTimes) {
  EXPECT_EQ(OffsetOf("Europe/Berlin", At("2026-01-15T12:00:00Z")), std::chrono::minutes(60));
  EXPECT_EQ(OffsetOf("Europe/Berlin", At("2026-07-15T12:00:00Z")), std::chrono::minutes(120));
  EXPECT_EQ(OffsetOf("Africa/Nairobi", At("2026-07-15T12:00:00Z")), std::chrono::minutes(180));
  EXPECT_EQ(OffsetOf("Asia/Kathmandu", At("2026-07-15T12:00:00Z")), std::chrono::minutes(345));
}

TEST(Zone, WhatIsNoZone) {
  for (const char* name : {"", "Africa", "Africa/Nairob", "EST5EDT7", "+03:00", "Unknown"})
    EXPECT_FALSE(IsZone(name)) << name;
  EXPECT_TRUE(IsZone("UTC"));
  EXPECT_TRUE(IsZone("America/Sao_Paulo"));
  EXPECT_EQ(OffsetOf("nowhere", At("2026-07-15T12:00:00Z")), std::chrono::minutes(0));
}

TEST(Zone, TheDayThereAndWhenTheNextBegins) {
  const TimePoint evening = At("2026-11-28T22:30:00Z");
  EXPECT_EQ(LocalDay("Africa/Nairobi", evening), "2026-11-29");
  EXPECT_EQ(LocalDay("America/New_York", evening), "2026-11-28");
  EXPECT_EQ(NextLocalDay("Africa/Nairobi", evening), At("2026-11-29T21:00:00Z"));
  EXPECT_EQ(NextLocalDay("UTC", evening), At("2026-11-29T00:00:00Z"));
  // The day on which the clocks go forward has 23 hours.
  EXPECT_EQ(NextLocalDay("Europe/Berlin", At("2026-03-28T23:30:00Z")), At("2026-03-29T22:00:00Z"));
}

TEST(Zone, ACountryWithOneClockHasItsZone) {
  const std::pair<const char*, const char*> rows[] = {{"KE", "Africa/Nairobi"},
                                                      {"GH", "Africa/Accra"},
                                                      {"NP", "Asia/Katmandu"},
                                                      {"US", ""},
                                                      {"BR", ""},
                                                      {"XX", ""},
                                                      {"", ""}};
  for (const auto& [country, zone] : rows)
    EXPECT_EQ(ZoneOfCountry(country), zone) << country;
}

}  // namespace
}  // namespace tipline
