// What people said about being written to (flows::SafeContact), one record of a person and one of
// each case at most. Hours, channel and note are sealed with the store key. Every change leaves a
// line in the audit trail, without what it says. Thread-safe. Tests:
// tests/gateway/store/records/safe_contacts_test.cc
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/delivery/permission.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

class SafeContacts {
 public:
  // Both must outlive this object.
  SafeContacts(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  // Writes it in place of the one before, a withdrawal included: said anew is asked anew. kInvalid:
  // neither or both of pseudonym and case_id, a zone that is not known; kDenied: no store key.
  Status Keep(const flows::SafeContact& contact);
  // Nothing may be sent any more. Also where there was no record. The rest of it stays for staff.
  Status Withdraw(const std::string& pseudonym, const std::string& case_id,
                  const std::string& updated_by, TimePoint now);
  // Of the case, then of the person; either may be empty. One whose sealed part does not open comes
  // with may_write false: what nobody can read allows nothing.
  Result<std::vector<flows::SafeContact>> Find(const std::string& pseudonym,
                                               const std::string& case_id);
  // When words from that phone last came in, in that case or (empty) in any; none: never, as far as
  // cases know.
  Result<std::optional<TimePoint>> HeardAt(const std::string& pseudonym,
                                           const std::string& case_id = {});
  // When somebody last had that case open with its code and PIN, as far as that is still known.
  Result<std::optional<TimePoint>> OpenedAt(const std::string& case_id);

 private:
  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
