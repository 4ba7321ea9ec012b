// Prepared statements of one SQLite connection, kept for the next time: preparing costs more than
// running. Only texts that are literals of the program (Kept), so that there are few. Inside this
// folder. A connection is used by one thread at a time; the list of connections by all of them.
#pragma once

#include <memory>
#include <string>

#include "gateway/store/records/sql.h"

namespace tipline::store {

// The text of a statement that never changes and gives one row at most.
struct Kept {
  const char* text;
};

// A statement without bound variables, or null: prepare a new one. PostgreSQL's are not kept: their
// end needs the connection, which may be gone.
std::unique_ptr<soci::statement> BorrowStatement(soci::session& sql, const char* text);
// Ends its read, which would hold back checkpoints and later transactions, and unbinds it. The
// bound variables must still be there.
void KeepStatement(soci::session& sql, const char* text,
                   std::unique_ptr<soci::statement> statement);
// Before a connection is closed.
void ForgetStatements(soci::session& sql);

}  // namespace tipline::store
