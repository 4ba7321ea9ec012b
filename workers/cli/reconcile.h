// The books as `tipline reconcile` and `tipline doctor` show them. Tests:
// tests/workers/cli/reconcile_test.cc.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "gateway/store/reconcile.h"

namespace tipline::cli {

// {"taken", "steps", "filed", "appended": {kind: n}, "entries", "done": {kind: n}, "waiting",
// "dead", "buried", "retried", "dropped", "outbound_waiting", "spooled"|null, "sql_tips"|null,
// "since"|null, "unaccounted", "checks": [{"name", "left", "right", "ok", "meaning",
// "partitions": [{"partition", "left", "right"}]}], "ok"}. Counts are sums since the books began.
nlohmann::json BooksJson(const store::Books& books);

// The check of --wait: nothing waits any more.
store::BookCheck NothingWaits(int64_t waiting);

}  // namespace tipline::cli
