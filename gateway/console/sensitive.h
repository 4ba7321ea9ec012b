// The lists of words that no reply may hold, from config/flows/sensitive (flows/base/sensitive.h).
// Tests: tests/gateway/console/sensitive_test.cc
#pragma once

#include <string>

#include "flows/base/result.h"
#include "flows/base/sensitive.h"

namespace tipline::console {

// All *.txt of the folder. kNotFound: no such folder, or no word in it.
Result<SensitiveWords> LoadSensitive(const std::string& folder);

}  // namespace tipline::console
