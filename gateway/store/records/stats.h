// Counts for `tipline stats` and the console: coded values only, nothing about one person. Counts
// of contacts are not prevalence (domain.md §6.3). Thread-safe. Tests:
// tests/gateway/store/records/stats_test.cc
#pragma once

#include <map>
#include <string>

#include "gateway/store/records/sql.h"

namespace tipline::store {

struct CaseStats {
  int cases = 0, open = 0, tips = 0, needs_person = 0, overdue = 0;
  std::map<std::string, int> by_status, by_priority, by_channel, by_language, by_about, by_closure,
      by_disposition, by_place;
  std::map<std::string, int> referrals, outbound;  // by status, by state
};

// Cases that came in within [from, to); open, overdue and needs_person of those as of `now`.
Result<CaseStats> ReadCaseStats(Database& database, TimePoint from, TimePoint to, TimePoint now);

}  // namespace tipline::store
