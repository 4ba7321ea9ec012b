#include "gateway/store/records/sql_failure.h"

#include <ostream>

#include <gtest/gtest.h>

namespace tipline::store {
namespace {

struct FailureCase {
  std::string state;  // "5": of SQLite; five characters or blank: of PostgreSQL
  Code code;
  Trouble trouble;
};
void PrintTo(const FailureCase& one, std::ostream* out) {
  *out << one.state;
}

class SqlFailureTest : public ::testing::TestWithParam<FailureCase> {};

TEST_P(SqlFailureTest, IsWhatTheCallerMustDo) {
  const auto& [state, code, trouble] = GetParam();
  const bool sqlite = !state.empty() && state.size() < 5;
  const Failure failure = sqlite ? SqliteFailure(std::stoi(state)) : PostgresFailure(state);
  EXPECT_EQ(CodeName(ErrorOf(failure).code), std::string(CodeName(code)));
  EXPECT_EQ(failure.trouble, trouble);
  EXPECT_NE(ErrorOf(failure).message.find(state), std::string::npos);
}

const FailureCase kCases[] = {
    {"23505", Code::kConflict, Trouble::kUnique},
    {"23502", Code::kInternal, Trouble::kRow},       // NULL
    {"23503", Code::kInternal, Trouble::kRow},       // foreign key
    {"22021", Code::kInternal, Trouble::kRow},       // not UTF-8
    {"22P02", Code::kInternal, Trouble::kRow},       // no such number
    {"54000", Code::kInternal, Trouble::kRow},       // too long for an index
    {"40001", Code::kUnavailable, Trouble::kBusy},   // serialisation
    {"40P01", Code::kUnavailable, Trouble::kBusy},   // deadlock
    {"55P03", Code::kUnavailable, Trouble::kBusy},   // lock
    {"08006", Code::kUnavailable, Trouble::kLost},   // connection
    {"57P01", Code::kUnavailable, Trouble::kLost},   // the server is told to stop
    {"57P03", Code::kUnavailable, Trouble::kLost},   // the server starts
    {"25P03", Code::kUnavailable, Trouble::kLost},   // idle in a transaction
    {"25006", Code::kUnavailable, Trouble::kLost},   // read-only: a standby
    {"", Code::kUnavailable, Trouble::kLost},        // libpq
    {"     ", Code::kUnavailable, Trouble::kLost},   // libpq
    {"53100", Code::kUnavailable, Trouble::kStore},  // disk full
    {"53200", Code::kUnavailable, Trouble::kStore},  // memory
    {"53300", Code::kUnavailable, Trouble::kStore},  // connections
    {"57014", Code::kUnavailable, Trouble::kStore},  // our own statement_timeout
    {"58030", Code::kUnavailable, Trouble::kStore},  // input and output
    {"XX001", Code::kUnavailable, Trouble::kStore},  // a damaged page
    {"42501", Code::kUnavailable, Trouble::kStore},  // a right was taken away
    {"42P01", Code::kUnavailable, Trouble::kStore},  // no such table: half restored
    {"25P02", Code::kUnavailable, Trouble::kStore},  // left in a failed transaction
    {"1", Code::kUnavailable, Trouble::kStore},      // ERROR
    {"5", Code::kUnavailable, Trouble::kBusy},       // BUSY
    {"517", Code::kUnavailable, Trouble::kBusy},     // BUSY_SNAPSHOT
    {"6", Code::kUnavailable, Trouble::kBusy},       // LOCKED
    {"7", Code::kUnavailable, Trouble::kStore},      // NOMEM
    {"8", Code::kUnavailable, Trouble::kStore},      // READONLY
    {"10", Code::kUnavailable, Trouble::kLost},      // IOERR
    {"11", Code::kUnavailable, Trouble::kStore},     // CORRUPT
    {"13", Code::kUnavailable, Trouble::kStore},     // FULL
    {"14", Code::kUnavailable, Trouble::kLost},      // CANTOPEN
    {"15", Code::kUnavailable, Trouble::kBusy},      // PROTOCOL
    {"26", Code::kUnavailable, Trouble::kStore},     // NOTADB
    {"18", Code::kInternal, Trouble::kRow},          // TOOBIG
    {"19", Code::kConflict, Trouble::kUnique},       // CONSTRAINT
    {"2067", Code::kConflict, Trouble::kUnique},     // CONSTRAINT_UNIQUE
    {"787", Code::kInternal, Trouble::kRow},         // CONSTRAINT_FOREIGNKEY
    {"20", Code::kInternal, Trouble::kRow},          // MISMATCH
};
INSTANTIATE_TEST_SUITE_P(States, SqlFailureTest, ::testing::ValuesIn(kCases));

}  // namespace
}  // namespace tipline::store
