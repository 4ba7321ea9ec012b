// The reconciler (design.md §3): every webhook that was taken is a step of a conversation, or an
// entry of the tips that is done (a case, an answer, a report), waits, or is a dead letter. Judge
// compares what was counted at the door, what Redis keeps and what SQL keeps; Reconcile reads it
// all while traffic goes on: each partition in one moment, SQL between two readings. When those
// differ, SQL is held against what it may have been in between instead of against one number.
// Used by `tipline reconcile`, `tipline doctor` and the worker. Tests:
// tests/gateway/store/reconcile_test.cc.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/store/live/ledger.h"
#include "gateway/store/records/sql.h"
#include "gateway/store/spool_look.h"

namespace tipline::store {

constexpr int64_t kMostLookedUp = 2'000;  // entries whose ids are looked up in SQL; more: a span

// Tips in SQL, and how many Redis can explain: from `low` to `high`.
struct SqlBooks {
  int64_t rows = 0;
  int64_t low = 0, high = 0;
  bool steady = false;  // nothing was settled meanwhile: the span is only what was dropped
  bool begun = false;   // the rows that were there before the books are known
};

struct Difference {
  int partition = 0;
  int64_t left = 0, right = 0;
};

struct BookCheck {
  std::string name;  // "begun", "webhooks", "tips_in", "tips_out", "outbound_out", "dead", "cases",
                     // "spool"
  int64_t left = 0, right = 0;  // sums over all partitions
  bool ok = true;
  std::string meaning;  // of the equation; of the difference and what to do, if not ok
  std::vector<Difference> partitions;  // those that differ
  int64_t off() const;                 // messages: differences of partitions do not cancel
};

struct Books {
  std::vector<PartitionBooks> partitions;
  std::optional<SqlBooks> sql;
  std::optional<SpoolLook> spool;
  std::vector<BookCheck> checks;
  bool begun() const;  // every partition, and SQL where it was read
  bool ok() const;
  int64_t unaccounted() const;  // messages; of the check that is off most
};

// Partitions that have not begun are left out of every equation, and named by "begun".
std::vector<BookCheck> Judge(const std::vector<PartitionBooks>& partitions,
                             const std::optional<SqlBooks>& sql,
                             const std::optional<SpoolLook>& spool);

// `database` nullptr: without SQL. `spool_dir`: looked at if it is on this machine. Reads only.
Result<Books> Reconcile(Redis& redis, int partitions, Database* database,
                        const std::string& spool_dir);

// Notes the tips that SQL has from before the books, once. kConflict: not now, a tip is being
// written.
Status BeginSqlBooks(Redis& redis, int partitions, Database& database);

// What does not add up now is explained, and accepted: the books begin anew. Gives what it accepted
// as "name left right" (for the audit trail). kConflict as above.
Result<std::string> AcceptBooks(Redis& redis, int partitions, Database& database);

}  // namespace tipline::store
