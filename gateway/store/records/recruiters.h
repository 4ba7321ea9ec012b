// Registers of recruiters in SQL, as imported, for publishing and for whoever counts complaints.
// Public data. Thread-safe. Tests: tests/gateway/store/records/recruiters_test.cc
#pragma once

#include <string>
#include <vector>

#include "flows/knowledge/recruiter_rows.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

struct RegisterRow {
  flows::RegisterHead head;
  TimePoint imported_at{};
  int rows = 0;
};

class RecruiterRecords {
 public:
  explicit RecruiterRecords(Database& database) : db_(database) {}

  // Replaces the register of that id as a whole, in one transaction, with a line in the audit
  // trail.
  Status Import(const flows::RegisterHead& head, const std::vector<flows::Recruiter>& rows,
                const std::string& actor, TimePoint now);
  // kNotFound: there is none of that id.
  Status Remove(const std::string& id, const std::string& actor, TimePoint now);
  Result<std::vector<RegisterRow>> List();  // by id
  Result<flows::Registers> Load();          // all of them, by id and position
  // Which registers there are and when each was imported: changes with every import.
  Result<std::string> Version();

 private:
  Database& db_;
};

}  // namespace tipline::store
