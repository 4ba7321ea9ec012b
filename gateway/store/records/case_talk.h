// The case of a conversation that goes on. Tests: tests/workers/jobs/role_facts_test.cc
#pragma once

#include <string>

#include "gateway/store/records/sql.h"

namespace tipline::store {

// Its id; empty: the conversation has none yet.
Result<std::string> CaseOfTalk(Database& database, const std::string& conversation);

}  // namespace tipline::store
