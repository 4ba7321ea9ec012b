// Imports that replace what is there come one after the other. Inside this folder.
#pragma once

#include "gateway/store/records/query.h"

namespace tipline::store {

// First in the transaction: two at once would each mark, merge or empty only what it found, and
// what stays would be of both files. The row is only locked.
inline void LockImports(soci::session& sql) {
  Execute(sql, "UPDATE schema_version SET applied_at = applied_at WHERE version = 1");
}

}  // namespace tipline::store
