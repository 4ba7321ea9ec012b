// What the commands on cases and the directory open: settings, keys as far as they are there, SQL;
// Redis only when needed.
#pragma once

#include <memory>

#include "gateway/base/crypto.h"
#include "gateway/base/settings.h"
#include "gateway/store/records/sql.h"
#include "workers/cli/command.h"

namespace tipline::cli {

struct CaseStore {
  Settings settings;
  KeyRing keys;  // without keys the words stay closed and the rest works
  std::unique_ptr<store::Database> database;
};

constexpr const char* kCliActor = "cli";  // in the audit trail

Result<std::unique_ptr<CaseStore>> OpenCaseStore(const Context& context);
int CodeOf(const Status& status);

}  // namespace tipline::cli
