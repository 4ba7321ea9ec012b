#include "gateway/store/records/sql_failure.h"

#include <sqlite3.h>

namespace tipline::store {
namespace {

Trouble SqliteTrouble(int result) {
  switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:  // a race for the lock of the WAL
      return Trouble::kBusy;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      return Trouble::kLost;
    case SQLITE_CONSTRAINT: {
      // SOCI asks for primary codes: then it is most likely a key that is there already.
      const bool unique = result == SQLITE_CONSTRAINT || result == SQLITE_CONSTRAINT_UNIQUE ||
                          result == SQLITE_CONSTRAINT_PRIMARYKEY ||
                          result == SQLITE_CONSTRAINT_ROWID;
      return unique ? Trouble::kUnique : Trouble::kRow;
    }
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
      return Trouble::kRow;
    default:
      return Trouble::kStore;
  }
}

Trouble PostgresTrouble(std::string_view state) {
  const std::string_view family = state.substr(0, 2);
  if (state == "23505") return Trouble::kUnique;
  // 54: too large for an index, or a statement too complex.
  if (family == "22" || family == "23" || family == "54") return Trouble::kRow;
  if (state == "40001" || state == "40P01" || state == "55P03") return Trouble::kBusy;
  const bool lost = state.find_first_not_of(std::string_view(" \0", 2)) == std::string_view::npos ||
                    family == "08" || state.starts_with("57P0") ||
                    state == "25P03" ||  // it was idle within a transaction for too long
                    state == "25006";    // read-only: what we know is a standby by now
  return lost ? Trouble::kLost : Trouble::kStore;
}

}  // namespace

Failure SqliteFailure(int result) {
  return {SqliteTrouble(result), "sqlite " + std::to_string(result)};
}

Failure PostgresFailure(std::string_view sqlstate) {
  return {PostgresTrouble(sqlstate), "sqlstate " + std::string(sqlstate)};
}

Error ErrorOf(const Failure& failure) {
  switch (failure.trouble) {
    case Trouble::kUnique:
      return Conflict("the store already holds such a row (" + failure.code + ")");
    case Trouble::kBusy:
      return Unavailable("the store is busy with another writer (" + failure.code + ")");
    case Trouble::kLost:
      return Unavailable("the store is not reachable (" + failure.code + ")");
    case Trouble::kStore:
      return Unavailable("the store cannot do this now (" + failure.code + ")");
    case Trouble::kRow:
      break;
  }
  return Internal("the store refused a row (" + failure.code + ")");
}

}  // namespace tipline::store
