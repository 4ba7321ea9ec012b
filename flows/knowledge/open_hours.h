// When an office is open, as people write it: "Mo-Fr 08:00-17:00; Sa 09:00-12:00", "24/7"; and the
// days on which it is closed. In a phone's words there are no weekdays: today's hours, else the
// next day with its hours, need no translation. Pure; thread-safe. Tests:
// tests/data/knowledge/services.json
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "flows/delivery/hours.h"

namespace tipline::flows {

struct ClosedDays {
  std::string first, last;  // "2026-12-24", inclusive, local
};
// "2026-12-25" or "2026-12-24..2027-01-02". kInvalid: neither, or backwards.
Result<ClosedDays> ReadClosedDays(std::string_view text);

struct OpenHours {
  bool always = false;
  std::vector<DayHours> spans;  // of the week; each with its weekdays
  std::vector<ClosedDays> closed;
  std::string zone;  // IANA
};
// Hours only; zone and closed days are the caller's. kInvalid: not of that form.
Result<OpenHours> ReadOpenHours(std::string_view text);

struct OpenNow {
  bool open = false;
  std::string hours;  // "24 h", "08:00-17:00" of today, "2026-11-30 08:00-17:00"; empty: not soon
};
OpenNow OpenAt(const OpenHours& hours, TimePoint now);

}  // namespace tipline::flows
