// Verified roles (domain.md F09, F37, F58): staff make a code for one, whoever sends the code has
// the role on that phone until it is withdrawn. A phone is known by its pseudonym only, and has one
// role: a later code takes the place of the earlier one. Thread-safe. Tests:
// tests/workers/inquiries/role_test.cc
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/secret.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

constexpr size_t kRoleCodeDigits = 10;
constexpr std::string_view kFacilitator = "facilitator";
constexpr std::array<std::string_view, 7> kRoles = {
    "teacher", "nurse", "officer", "labour_inspector", "social_worker", "consular", kFacilitator};

struct VerifiedRole {
  std::string id;
  std::string role;     // one of kRoles
  std::string country;  // ISO 3166-1 alpha-2
  // Sealed.
  std::string name;        // for staff
  std::string district;    // facilitators: whose supervisor sees their reports
  std::string supervisor;  // that one, an organisation of the directory; empty: none
  std::vector<std::string>
      own;  // household, employer, patron: a report that names one goes elsewhere
  TimePoint made_at{}, expires_at{};  // of the code
  std::string pseudonym;              // empty: nobody sent the code yet
  std::optional<TimePoint> joined_at, withdrawn_at;
};

// "waiting", "expired" (nobody sent the code in time), "active", "withdrawn".
const char* RoleState(const VerifiedRole& role, TimePoint now);

struct Joining {
  std::string id;  // of the inquiry: the same one is one try
  std::string pseudonym;
  Secret<std::string> code;
};

class VerifiedRoles {
 public:
  // `keys` needs pseudonym and store. Both must outlive this object.
  VerifiedRoles(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  Status Add(const VerifiedRole& role, const Secret<std::string>& code, const std::string& actor);
  // The role of that code, which is used up by it. Nothing: whatever the reason (wrong, used,
  // expired, withdrawn, too many tries), nobody is told which.
  Result<std::optional<VerifiedRole>> Join(const Joining& joining, TimePoint now);
  // kNotFound: no such role, or withdrawn before. Gives it as it was.
  Result<VerifiedRole> Withdraw(const std::string& id, const std::string& actor, TimePoint now);
  // All that there ever were, the oldest first. One whose details cannot be opened has none.
  Result<std::vector<VerifiedRole>> List();
  // The active one of that phone; an error if its details cannot be opened.
  Result<std::optional<VerifiedRole>> OfPhone(const std::string& pseudonym);

 private:
  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
