#include "flows/base/zone.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <unicode/strenum.h>
#include <unicode/timezone.h>

namespace tipline {
namespace {

// Making one reads tables: kept by its name, of the few names that a configuration and people's
// records hold.
const icu::TimeZone* Find(const std::string& name) {
  constexpr size_t kMostKept = 64;
  thread_local std::map<std::string, std::unique_ptr<icu::TimeZone>> kept;
  const auto found = kept.find(name);
  if (found != kept.end()) return found->second.get();
  if (kept.size() >= kMostKept) kept.clear();
  std::unique_ptr<icu::TimeZone> made(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  const bool unknown = made == nullptr || *made == icu::TimeZone::getUnknown();
  if (unknown) made.reset();
  return (kept[name] = std::move(made)).get();
}

TimePoint DayOf(const std::string& zone, TimePoint at) {
  return std::chrono::floor<std::chrono::days>(at + OffsetOf(zone, at));
}

}  // namespace

bool IsZone(const std::string& zone) {
  return Find(zone) != nullptr;
}

std::string ZoneOfCountry(const std::string& country) {
  UErrorCode failed = U_ZERO_ERROR;
  const std::unique_ptr<icu::StringEnumeration> zones(icu::TimeZone::createTimeZoneIDEnumeration(
      UCAL_ZONE_TYPE_CANONICAL_LOCATION, country.c_str(), nullptr, failed));
  std::string first;
  int32_t offset = 0;
  while (U_SUCCESS(failed) != 0 && zones) {
    const icu::UnicodeString* id = zones->snext(failed);
    if (id == nullptr) return first;
    std::string name;
    id->toUTF8String(name);
    const icu::TimeZone* zone = Find(name);
    if (zone == nullptr) continue;
    if (!first.empty() && zone->getRawOffset() != offset) return "";
    offset = zone->getRawOffset();
    if (first.empty()) first = name;
  }
  return "";
}

std::chrono::minutes OffsetOf(const std::string& zone, TimePoint at) {
  const icu::TimeZone* found = Find(zone);
  if (found == nullptr) return std::chrono::minutes(0);
  int32_t raw = 0, summer = 0;
  UErrorCode failed = U_ZERO_ERROR;
  found->getOffset(static_cast<double>(ToMillis(at)), 0, raw, summer, failed);
  if (U_FAILURE(failed) != 0) return std::chrono::minutes(0);
  return std::chrono::duration_cast<std::chrono::minutes>(Millis(raw + summer));
}

std::string LocalDay(const std::string& zone, TimePoint at) {
  return FormatTime(DayOf(zone, at)).substr(0, 10);
}

TimePoint NextLocalDay(const std::string& zone, TimePoint at) {
  const TimePoint midnight = DayOf(zone, at) + std::chrono::days(1);  // as the clocks there say it
  const TimePoint about = midnight - OffsetOf(zone, at);
  return std::max(at, midnight - OffsetOf(zone, about));
}

}  // namespace tipline
