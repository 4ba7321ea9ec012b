// What is forgotten once nobody works on it (flows/cases/retention.h): which cases were closed long
// enough ago to be looked at, and the forgetting of one. Coded facts, referrals, the audit trail
// and the counts of messages stay; nothing that somebody said or could be called by does.
// Thread-safe. Tests: tests/workers/jobs/retention_test.cc, on both engines.
#pragma once

#include <string>
#include <vector>

#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

struct ClosedCase {
  std::string id, reference, status, place_code;
  TimePoint closed_at{};
  // From then on it is kept: the same, but not before it began or somebody wrote last (whichever
  // clock closed it); of one that was forgotten before: when it was changed last.
  TimePoint since{};
  int64_t revision = 0;
};

class RetentionRecords {
 public:
  // Both must outlive this object; `keys` needs the public case key to forget.
  RetentionRecords(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  // Cases whose words are there, closed before then: the first ones behind `after`, the longest ago
  // first.
  Result<std::vector<ClosedCase>> Closed(const ClosedCase& after, TimePoint closed_before,
                                         int limit);
  // How many were closed, begun or heard of later than that: by a clock that was ahead, so they
  // stay too long.
  Result<int> CountAhead(TimePoint now);
  // How many contacts of the vault nobody needed since then.
  Result<int> CountNumbers(TimePoint needed_before);

  // False: it was changed since it was seen (opened, closed anew, a note), or something of it is
  // about to go out; nothing was done then. Idempotent.
  Result<bool> Forget(const ClosedCase& seen, TimePoint now);
  // At most `limit` contacts of the vault; a line in the audit trail says how many.
  Result<int> ForgetNumbers(TimePoint needed_before, int limit, TimePoint now);

 private:
  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
