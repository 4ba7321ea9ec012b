// Local time of an IANA zone ("Africa/Nairobi"), with its summer times. ICU's own tables: the
// library of the compiler has none (libstdc++ 12). Thread-safe. Tests:
// tests/flows/base/zone_test.cc
#pragma once

#include <string>

#include "flows/base/time.h"

namespace tipline {

bool IsZone(const std::string& zone);
// The zone of a country (ISO 3166) where all clocks show the same; empty: there are several, or
// none.
std::string ZoneOfCountry(const std::string& country);
// What to add to UTC at that moment; 0 for a zone that is not known.
std::chrono::minutes OffsetOf(const std::string& zone, TimePoint at);
// "2026-11-28": the day there.
std::string LocalDay(const std::string& zone, TimePoint at);
// The first moment of the next day there.
TimePoint NextLocalDay(const std::string& zone, TimePoint at);

}  // namespace tipline
