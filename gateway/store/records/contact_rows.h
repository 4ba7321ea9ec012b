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

}  // namespace tipline::store
