// What the reconciler asks of SQL: how many tips are there, and of which entries. Thread-safe.
// Errors as of Database. Tests: tests/gateway/store/reconcile_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/records/sql.h"

namespace tipline::store {

Result<int64_t> CountTips(Database& database);
// How many of these (each named once) are there.
Result<int64_t> CountTipsOf(Database& database, const std::vector<std::string>& ids);
// Who accepted that the books begin anew, and what did not add up until then (coded, no words).
Status RecordAccepted(Database& database, TimePoint at, std::string_view actor,
                      std::string_view detail);

}  // namespace tipline::store
