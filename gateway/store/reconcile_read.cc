// Reads the books for Judge, and begins them.
#include <algorithm>
#include <utility>

#include "gateway/store/reconcile.h"
#include "gateway/store/records/tip_counts.h"

namespace tipline::store {
namespace {

constexpr int kTries = 2;                  // for a moment in which nothing is settled
constexpr int64_t kMostAtBegin = 100'000;  // an upgrade may find as much waiting

int64_t TipsOf(const KindCounts& counts) {
  int64_t sum = 0;
  for (const auto& [kind, count] : counts)
    if (kind == "tip" || kind == "raw") sum += count;
  return sum;
}

template <typename F>
int64_t Total(const std::vector<PartitionBooks>& partitions, const F& of) {
  int64_t sum = 0;
  for (const PartitionBooks& one : partitions)
    sum += of(one);
  return sum;
}

int64_t Done(const std::vector<PartitionBooks>& partitions) {
  return Total(partitions, [](const PartitionBooks& one) { return TipsOf(one.tips.done); });
}

int64_t Dropped(const std::vector<PartitionBooks>& partitions) {
  return Total(partitions, [](const PartitionBooks& one) { return TipsOf(one.tips.dropped); });
}

// Their rows may be there already: a worker died, or has not acknowledged yet.
int64_t Open(const std::vector<PartitionBooks>& partitions) {
  return Total(partitions, [](const PartitionBooks& one) { return one.tips.waiting + one.dead; });
}

struct Reading {
  std::vector<PartitionBooks> partitions;
  SqlBooks sql;
};

// Done, buried, put back or dropped: every way out of what is open, and back.
bool NothingSettled(const std::vector<PartitionBooks>& before,
                    const std::vector<PartitionBooks>& after) {
  return std::equal(before.begin(), before.end(), after.begin(), after.end(),
                    [](const PartitionBooks& one, const PartitionBooks& other) {
                      const StreamBooks& a = one.tips;
                      const StreamBooks& b = other.tips;
                      return a.done == b.done && a.buried == b.buried && a.retried == b.retried &&
                             a.dropped == b.dropped;
                    });
}

// Redis is read between two counts of the rows. If no row came in between and nothing was settled,
// all of it belongs to one moment: entries that came meanwhile have no row yet.
Result<Reading> ReadOnce(Ledger& ledger, Database& database, int64_t most) {
  Reading reading;
  TRY_ASSIGN(const int64_t rows_before, CountTips(database));
  TRY_ASSIGN(const auto before, ledger.Read());
  TRY_ASSIGN(const auto ids, ledger.Unsettled(before, most));
  TRY_ASSIGN(const int64_t found, CountTipsOf(database, ids ? *ids : std::vector<std::string>()));
  TRY_ASSIGN(reading.sql.rows, CountTips(database));
  TRY_ASSIGN(reading.partitions, ledger.Read());
  const auto& after = reading.partitions;
  SqlBooks& sql = reading.sql;
  sql.steady = ids && rows_before == sql.rows && NothingSettled(before, after);
  sql.begun = !after.empty() && after.front().base_sql.has_value();
  const int64_t base = sql.begun ? *after.front().base_sql : 0;
  sql.low = base + Done(before) + (sql.steady ? found : 0);
  sql.high = base + Done(after) + (sql.steady ? found : Open(after)) + Dropped(after);
  return reading;
}

Result<Reading> ReadAll(Ledger& ledger, Database& database, int64_t most) {
  TRY_ASSIGN(Reading reading, ReadOnce(ledger, database, most));
  for (int i = 1; i < kTries && !reading.sql.steady; ++i) {
    TRY_ASSIGN(reading, ReadOnce(ledger, database, most));
  }
  return reading;
}

std::string Accepted(const std::vector<BookCheck>& checks) {
  std::string text;
  for (const BookCheck& check : checks)
    if (!check.ok && check.name != "spool")
      text += (text.empty() ? "" : ", ") + check.name + " " + std::to_string(check.left) + " " +
              std::to_string(check.right);
  return text;
}

}  // namespace

Result<Books> Reconcile(Redis& redis, int partitions, Database* database,
                        const std::string& spool_dir) {
  Ledger ledger(redis, partitions);
  Books books;
  if (database == nullptr) {
    TRY_ASSIGN(books.partitions, ledger.Read());
  } else {
    TRY_ASSIGN(Reading reading, ReadAll(ledger, *database, kMostLookedUp));
    books.partitions = std::move(reading.partitions);
    books.sql = reading.sql;
  }
  books.spool = LookAtSpool(spool_dir);
  books.checks = Judge(books.partitions, books.sql, books.spool);
  return books;
}

Status BeginSqlBooks(Redis& redis, int partitions, Database& database) {
  Ledger ledger(redis, partitions);
  TRY_ASSIGN(const Reading reading, ReadAll(ledger, database, kMostAtBegin));
  if (reading.sql.begun) return Unit{};
  if (!reading.sql.steady) return Conflict("tips are being written right now");
  return ledger.BeginSql(reading.sql.rows - reading.sql.low);
}

Result<std::string> AcceptBooks(Redis& redis, int partitions, Database& database) {
  Ledger ledger(redis, partitions);
  TRY_ASSIGN(const Reading reading, ReadAll(ledger, database, kMostAtBegin));
  if (!reading.sql.steady)
    return Conflict("tips are being written right now; try again, with --wait");
  const int64_t base = reading.sql.begun ? *reading.partitions.front().base_sql : 0;
  // Within the span nothing is off, and nothing may be shifted.
  const auto off = [&](const SqlBooks& sql) {
    if (!sql.begun) return sql.rows - sql.low;
    return sql.rows < sql.low ? sql.rows - sql.low : std::max<int64_t>(0, sql.rows - sql.high);
  };
  TRY(ledger.Begin(true));
  TRY(ledger.BeginSql(base + off(reading.sql), true));
  return Accepted(Judge(reading.partitions, reading.sql, std::nullopt));
}

}  // namespace tipline::store
