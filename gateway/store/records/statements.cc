#include "gateway/store/records/statements.h"

#include <map>
#include <mutex>
#include <utility>

namespace tipline::store {
namespace {

// By the address of the literal: the same place in the program, the same text.
using Statements = std::map<const char*, std::unique_ptr<soci::statement>>;

struct All {
  std::mutex mutex;
  std::map<soci::session*, Statements> of;  // guarded; what it points to is the connection's own
};

All& Everybody() {
  static auto* const kAll = new All;  // never destroyed: connections may outlive it
  return *kAll;
}

Statements& Of(soci::session& sql) {
  All& all = Everybody();
  const std::scoped_lock lock(all.mutex);
  return all.of[&sql];
}

}  // namespace

std::unique_ptr<soci::statement> BorrowStatement(soci::session& sql, const char* text) {
  Statements& mine = Of(sql);
  const auto found = mine.find(text);
  if (found == mine.end()) return nullptr;
  auto statement = std::move(found->second);
  mine.erase(found);  // the same text within itself is prepared anew
  return statement;
}

void KeepStatement(soci::session& sql, const char* text,
                   std::unique_ptr<soci::statement> statement) {
  if (sql.get_backend_name() != "sqlite3") return;
  // Stepping past its only row ends its read; what has more rows is ended with the statement.
  if (statement->got_data() && statement->fetch()) return;
  statement->bind_clean_up();
  Of(sql)[text] = std::move(statement);
}

void ForgetStatements(soci::session& sql) {
  All& all = Everybody();
  const std::scoped_lock lock(all.mutex);
  all.of.erase(&sql);
}

}  // namespace tipline::store
