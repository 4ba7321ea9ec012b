#include "flows/knowledge/open_hours.h"

#include <algorithm>
#include <array>
#include <optional>

#include "flows/base/text.h"
#include "flows/base/zone.h"
#include "flows/knowledge/rows.h"

namespace tipline::flows {
namespace {

using Days = std::chrono::days;
constexpr std::array<std::string_view, 7> kDays = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
constexpr int kLook = 14;  // days ahead
constexpr const char* kForm = "hours; allowed: 24/7, or like Mo-Fr 08:00-17:00; Sa 09:00-12:00";

int DayNumber(std::string_view text) {  // 1 = Monday; 0: none
  const auto found = std::find(kDays.begin(), kDays.end(), text);
  return found == kDays.end() ? 0 : static_cast<int>(found - kDays.begin()) + 1;
}

std::vector<std::string_view> Split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t at = text.find(by);
    parts.push_back(Trim(text.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

// "Mo-Fr", "Mo,We,Sa": empty if it is none.
std::vector<int> Weekdays(std::string_view text) {
  std::vector<int> days;
  for (const std::string_view part : Split(text, ',')) {
    const size_t dash = part.find('-');
    const int first = DayNumber(part.substr(0, dash));
    const int last = dash == std::string_view::npos ? first : DayNumber(part.substr(dash + 1));
    if (first == 0 || last == 0) return {};
    for (int day = first;; day = day % 7 + 1) {
      days.push_back(day);
      if (day == last) break;
    }
  }
  return days;
}

struct Local {
  TimePoint day;  // its midnight, as the clocks there say it
  int minute = 0;
};
Local LocalOf(const std::string& zone, TimePoint at) {
  const TimePoint there = at + OffsetOf(zone, at);
  const TimePoint day = std::chrono::floor<Days>(there);
  return {day,
          static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(there - day).count())};
}

int WeekdayOf(TimePoint day) {
  const std::chrono::weekday weekday{std::chrono::floor<Days>(day)};
  return static_cast<int>(weekday.iso_encoding());
}

bool IsClosed(const OpenHours& hours, TimePoint day) {
  const std::string date = DateOf(day);
  return std::any_of(hours.closed.begin(), hours.closed.end(), [&](const ClosedDays& closed) {
    return closed.first <= date && date <= closed.last;
  });
}

// What begins on that day, the earliest first.
std::vector<DayHours> SpansOf(const OpenHours& hours, TimePoint day) {
  std::vector<DayHours> spans;
  if (IsClosed(hours, day)) return spans;
  const int weekday = WeekdayOf(day);
  for (const DayHours& span : hours.spans)
    if (std::find(span.weekdays.begin(), span.weekdays.end(), weekday) != span.weekdays.end())
      spans.push_back(span);
  std::sort(spans.begin(), spans.end(),
            [](const DayHours& a, const DayHours& b) { return a.from_minute < b.from_minute; });
  return spans;
}

bool OverMidnight(const DayHours& span) {
  return span.to_minute <= span.from_minute;
}

std::optional<DayHours> SpanNow(const OpenHours& hours, const Local& now) {
  for (const DayHours& span : SpansOf(hours, now.day))
    if (now.minute >= span.from_minute && (OverMidnight(span) || now.minute < span.to_minute))
      return span;
  for (const DayHours& span : SpansOf(hours, now.day - Days(1)))
    if (OverMidnight(span) && now.minute < span.to_minute) return span;
  return std::nullopt;
}

}  // namespace

Result<ClosedDays> ReadClosedDays(std::string_view text) {
  const size_t dots = text.find("..");
  ClosedDays days{std::string(Trim(text.substr(0, dots))), ""};
  days.last =
      dots == std::string_view::npos ? days.first : std::string(Trim(text.substr(dots + 2)));
  if (!DayFrom(days.first) || !DayFrom(days.last) || days.last < days.first)
    return Invalid("allowed: days like 2026-12-25 or 2026-12-24..2027-01-02");
  return days;
}

Result<OpenHours> ReadOpenHours(std::string_view text) {
  OpenHours hours;
  if (Trim(text) == "24/7") {
    hours.always = true;
    return hours;
  }
  for (const std::string_view part : Split(text, ';')) {
    const size_t space = part.find(' ');
    const std::vector<int> days = Weekdays(part.substr(0, space));
    if (days.empty() || space == std::string_view::npos) return Invalid(kForm);
    for (const std::string_view times : Split(part.substr(space + 1), ',')) {
      auto span = ReadDayHours(times);
      if (!span) return Invalid(kForm);
      span->weekdays = days;
      hours.spans.push_back(*std::move(span));
    }
  }
  return hours;
}

OpenNow OpenAt(const OpenHours& hours, TimePoint now) {
  const Local local = LocalOf(hours.zone, now);
  if (hours.always && !IsClosed(hours, local.day)) return {true, "24 h"};
  if (const auto span = SpanNow(hours, local)) return {true, DayHoursText(*span)};
  for (int ahead = 0; ahead <= kLook; ++ahead) {
    const TimePoint day = local.day + Days(ahead);
    const std::string date = ahead == 0 ? std::string() : DateOf(day) + " ";
    if (hours.always && !IsClosed(hours, day)) return {false, date + "24 h"};
    for (const DayHours& span : SpansOf(hours, day))
      if (ahead > 0 || span.from_minute > local.minute) return {false, date + DayHoursText(span)};
  }
  return {};
}

}  // namespace tipline::flows
