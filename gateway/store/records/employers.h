// Employers and jobs that a named authority verified, as imported, for publishing. Public data.
// Thread-safe. Tests: tests/gateway/store/records/recruiters_test.cc
#pragma once

#include <string>
#include <vector>

#include "gateway/store/records/sql.h"

namespace tipline::store {

struct EmployerRow {
  std::string name, country, verified_by;
  std::vector<std::string> names, jobs;
  TimePoint verified{}, expires{};
};

struct EmployerList {
  TimePoint as_of{};
  std::vector<EmployerRow> rows;
};

class EmployerRecords {
 public:
  explicit EmployerRecords(Database& database) : db_(database) {}

  // Replaces the list as a whole, with a line in the audit trail.
  Status Import(const EmployerList& list, const std::string& actor, TimePoint now);
  Result<EmployerList> Load();  // without rows: none was imported

 private:
  Database& db_;
};

}  // namespace tipline::store
