#include "flows/base/time.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace tipline {
namespace {

bool ReadInt(std::string_view text, size_t at, size_t length, int& out) {
  if (at + length > text.size()) return false;
  const char* first = text.data() + at;
  const auto [end, failure] = std::from_chars(first, first + length, out);
  return failure == std::errc() && end == first + length && out >= 0;
}

// The offset after the clock time, in minutes; false if it is not one.
bool ReadOffset(std::string_view rest, int& minutes) {
  minutes = 0;
  if (rest.empty() || rest == "Z" || rest == "z") return true;
  if (rest.front() != '+' && rest.front() != '-') return false;
  const bool colon = rest.size() == 6 && rest[3] == ':';
  int hours = 0;
  int mins = 0;
  if (rest.size() != 5 && !colon) return false;
  if (!ReadInt(rest, 1, 2, hours) || !ReadInt(rest, colon ? 4 : 3, 2, mins)) return false;
  if (hours > 14 || mins > 59) return false;
  minutes = (rest.front() == '-' ? -1 : 1) * (hours * 60 + mins);
  return true;
}

}  // namespace

std::string FormatTime(TimePoint t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<Millis> clock(t - day);
  std::array<char, 48> out{};
  const int fraction = static_cast<int>(clock.subseconds().count());
  const int length = std::snprintf(
      out.data(), out.size(),
      fraction != 0 ? "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ" : "%04d-%02u-%02uT%02d:%02d:%02dZ",
      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
      static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
      fraction);
  return std::string(out.data(), static_cast<size_t>(length));
}

Result<TimePoint> ParseTime(std::string_view text) {
  const Error wrong = Invalid("not a time; allowed: 2026-11-23T10:00:00Z");
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (text.size() < 16 || text.size() > 40 || text[4] != '-' || text[7] != '-') return wrong;
  if (text[10] != 'T' && text[10] != ' ') return wrong;
  if (!ReadInt(text, 0, 4, year) || !ReadInt(text, 5, 2, month) || !ReadInt(text, 8, 2, day) ||
      !ReadInt(text, 11, 2, hour) || text[13] != ':' || !ReadInt(text, 14, 2, minute))
    return wrong;
  size_t at = 16;
  if (at < text.size() && text[at] == ':') {
    if (!ReadInt(text, at + 1, 2, second)) return wrong;
    at += 3;
  }
  int milliseconds = 0;
  if (at < text.size() && text[at] == '.') {
    int scale = 100;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      milliseconds += (text[at] - '0') * scale;
  }
  int offset = 0;
  if (!ReadOffset(text.substr(at), offset)) return wrong;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return wrong;
  return TimePoint(std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(hour) +
                   std::chrono::minutes(minute - offset) + std::chrono::seconds(second) +
                   Millis(milliseconds));
}

}  // namespace tipline
