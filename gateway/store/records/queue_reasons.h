// Why each open case has its priority, for the console's work list: rule and points of all its
// tips, never the evidence, which may quote the person. Thread-safe. Tests:
// tests/gateway/console/routes_test.cc.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "flows/model/case.h"
#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

// Case id -> reasons, most points first, each rule once. `keys` needs store.
Result<std::map<std::string, std::vector<Reason>>> ReasonsOfOpenCases(Database& database,
                                                                      const KeyRing& keys);

}  // namespace tipline::store
