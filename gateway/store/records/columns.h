// The sealing of a column, and the audit trail. Inside this folder. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

// "table|id|column" is authenticated: a ciphertext moved to another row or column does not open.
// Empty stays empty. kDenied without the store key.
Result<std::string> SealColumn(const KeyRing& keys, std::string_view table, std::string_view id,
                               std::string_view column, std::string_view plain);
Result<std::string> OpenColumn(const KeyRing& keys, std::string_view table, std::string_view id,
                               std::string_view column, std::string_view sealed);

// One line of the audit trail; `detail` is coded, never words of people. Runs in the caller's
// transaction.
void WriteAudit(soci::session& sql, TimePoint at, std::string_view actor, std::string_view action,
                std::string_view case_id, std::string_view detail);

}  // namespace tipline::store
