#include "gateway/store/records/tip_counts.h"

#include <algorithm>

#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

constexpr size_t kAtOnce = 200;  // parameters of one statement

int64_t CountSome(soci::session& sql, std::vector<std::string>& ids, size_t from, size_t to) {
  std::string names;
  for (size_t i = from; i < to; ++i)
    names += (i > from ? ", :i" : ":i") + std::to_string(i - from);
  long long found = 0;
  Query query(sql, "SELECT COUNT(*) FROM tips WHERE id IN (" + names + ")");
  query.Into(found);
  for (size_t i = from; i < to; ++i)
    query.Use(ids[i]);
  query.Next();
  return found;
}

}  // namespace

Result<int64_t> CountTips(Database& database) {
  return database.Read([](soci::session& sql) -> Result<int64_t> {
    long long rows = 0;
    One(sql, "SELECT COUNT(*) FROM tips", std::tie(rows));
    return int64_t{rows};
  });
}

Result<int64_t> CountTipsOf(Database& database, const std::vector<std::string>& ids) {
  return database.Read([&](soci::session& sql) -> Result<int64_t> {
    std::vector<std::string> cells;
    cells.reserve(ids.size());
    for (const std::string& id : ids)
      cells.push_back(WithoutNul(id));
    int64_t sum = 0;
    for (size_t from = 0; from < cells.size(); from += kAtOnce)
      sum += CountSome(sql, cells, from, std::min(cells.size(), from + kAtOnce));
    return sum;
  });
}

Status RecordAccepted(Database& database, TimePoint at, std::string_view actor,
                      std::string_view detail) {
  return database.Write([&](soci::session& sql) -> Status {
    WriteAudit(sql, at, actor, "books_accepted", "", detail);
    return Unit{};
  });
}

}  // namespace tipline::store
