// The contact row within somebody else's transaction. Inside this folder.
#pragma once

#include <string>

#include "gateway/store/records/query.h"

namespace tipline::store {

inline void KeepContact(soci::session& sql, const std::string& pseudonym,
                        const std::string& number_sealed, TimePoint now) {
  Execute(sql,
          Kept{"INSERT INTO contacts (pseudonym, number_sealed, created_at, last_needed_at)"
               " VALUES (:pseudonym, :number, :created_at, :needed_at)"
               " ON CONFLICT (pseudonym) DO UPDATE SET last_needed_at = excluded.last_needed_at"},
          pseudonym, number_sealed, now, now);
}

// Before a contact is deleted that no case needs: waits for whoever keeps it for a new case. The
// DELETE alone would wait too, but look for cases as they were before (PostgreSQL).
inline void LockContact(soci::session& sql, const std::string& pseudonym) {
  Execute(sql,
          Kept{"UPDATE contacts SET last_needed_at = last_needed_at WHERE pseudonym = :pseudonym"},
          pseudonym);
}

// Whom nobody needed since then: no tip of theirs is younger, their number was not read since, and
// no case of theirs is open or was closed later.
constexpr const char* kForgettable =
    "last_needed_at < :needed AND NOT EXISTS (SELECT 1 FROM cases WHERE"
    " cases.pseudonym = contacts.pseudonym AND (cases.closed_at = 0 OR cases.closed_at >= "
    ":closed))";

inline int CountForgettable(soci::session& sql, TimePoint needed_before) {
  long long count = 0;
  One(sql, std::string("SELECT COUNT(*) FROM contacts WHERE ") + kForgettable, std::tie(count),
      needed_before, needed_before);
  return static_cast<int>(count);
}

// The condition on the row itself stands outside too: who writes at this moment is looked at again
// (PostgreSQL), and stays.
inline int ForgetContacts(soci::session& sql, TimePoint needed_before, int limit) {
  return static_cast<int>(Execute(
      sql,
      std::string(
          "DELETE FROM contacts WHERE pseudonym IN (SELECT pseudonym FROM contacts WHERE ") +
          kForgettable + " LIMIT :count) AND last_needed_at < :still",
      needed_before, needed_before, limit, needed_before));
}

}  // namespace tipline::store
