// Complaints about recruiters, and the alerts that they raised. What can be read of them is sealed;
// recruiters are counted by a keyed hash. Thread-safe. Tests:
// tests/gateway/store/records/complaints_test.cc
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/base/secret.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

// So many about one recruiter within this time alert the analysts (domain.md F46).
constexpr int kComplaintsToAlert = 3;
constexpr Millis kComplaintSpan{int64_t{90} * 24 * 3600 * 1000};

struct Complaint {
  std::string id;  // of the inquiry
  TimePoint at{};
  std::string agency;             // keyed hash
  std::vector<std::string> also;  // further ones whose complaints count with it: its name alone
  bool known = false;             // a register has it
  std::string kind, receipts, help_by;
  std::string conversation, pseudonym;
  Secret<std::string> name;  // of the agency: the register's, else the person's words
  Secret<std::string> sub_agent, amount, country;
};

struct ComplaintCount {
  std::string agency;
  Secret<std::string> name;
  bool known = false;
  int complaints = 0;  // conversations
  int phones = 0;
  std::vector<std::string> kinds;  // sorted, each once
  TimePoint last{};
  std::optional<TimePoint> alerted_at;  // within the span
};

struct ComplaintKept {
  bool fresh = false;   // false: it was there already
  bool alerts = false;  // this one is the one too many
  int complaints = 0;   // about that recruiter, in the span
  std::string case_id;  // of its conversation; empty: there is none yet
};

class ComplaintRecords {
 public:
  ComplaintRecords(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  // Idempotent by id. Several of one conversation count as one. The alert is raised once in the
  // span, with its line in the audit trail.
  Result<ComplaintKept> Keep(const Complaint& complaint);
  // Recruiters with complaints since then, the most first.
  Result<std::vector<ComplaintCount>> Since(TimePoint since);

 private:
  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
