// What was asked for and not there, and who was handed on to another line: counts by need, place,
// language and day, of nobody. Thread-safe. Tests: tests/gateway/store/records/content_test.cc
#pragma once

#include <string>
#include <vector>

#include "gateway/store/records/sql.h"

namespace tipline::store {

struct Gap {
  std::string what;  // "service", "card", "handed_on"
  std::string need;  // of cards "topic/stage"
  std::string place, language;
  std::string day;  // "2026-11-01"
  long long asked = 0;
  bool operator==(const Gap&) const = default;
};

class GapRecords {
 public:
  explicit GapRecords(Database& database) : db_(database) {}

  // One more; idempotent by `id` for some days. `gap.asked` is not read.
  Status Count(const std::string& id, const Gap& gap);
  // From that day on: over all days where `daily` is false (`day` is then the last one). The most
  // asked first.
  Result<std::vector<Gap>> Since(const std::string& day, bool handed_on, bool daily);

 private:
  Database& db_;
};

}  // namespace tipline::store
