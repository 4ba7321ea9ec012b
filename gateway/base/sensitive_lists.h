// The lists of words that no message to a person may hold, from config/flows/sensitive
// (flows/base/sensitive.h): for what staff write (console) and for what the sender lets out. Tests:
// tests/gateway/base/sensitive_lists_test.cc
#pragma once

#include <string>

#include "flows/base/result.h"
#include "flows/base/sensitive.h"

namespace tipline {

// All *.txt of the folder. kNotFound: no such folder, or no word in it.
Result<SensitiveWords> LoadSensitive(const std::string& folder);

}  // namespace tipline
