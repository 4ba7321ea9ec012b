// What an engine's error code means for whoever asked. Only what is wrong with the row itself stays
// wrong; all else (disk, memory, limits, a fail-over, a damaged file, a missing right) passes or
// waits for a person, and must not cost a tip its place. Pure; thread-safe. Tests:
// tests/gateway/store/records/sql_failure_test.cc
#pragma once

#include <string>
#include <string_view>

#include "flows/base/result.h"

namespace tipline::store {

enum class Trouble {
  kUnique,  // kConflict
  kBusy,    // kUnavailable: lost to another writer; the transaction may run again at once
  kLost,    // kUnavailable: a new connection may help; the transaction may run again at once
  kStore,   // kUnavailable: not now; a new connection, but nothing is run again at once
  kRow,     // kInternal: this row cannot be written, or not be read
};

struct Failure {
  Trouble trouble = Trouble::kStore;
  std::string code;  // "sqlite 19", "sqlstate 23505"
};

Failure SqliteFailure(int result);                   // primary or extended result code
Failure PostgresFailure(std::string_view sqlstate);  // blank: libpq has lost its connection
inline bool NeedsNewConnection(Trouble trouble) {
  return trouble == Trouble::kLost || trouble == Trouble::kStore;
}

// Its message carries the code only: an engine's own texts may quote values.
Error ErrorOf(const Failure& failure);

}  // namespace tipline::store
