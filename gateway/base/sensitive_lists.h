// The words that no message to a person may hold, of all languages, from words.json and the
// catalogs of config/flows (flows/engine/language_words.h): for what staff write (console) and for
// what the sender lets out. Tests: tests/gateway/base/sensitive_lists_test.cc
#pragma once

#include <string>

#include "flows/base/result.h"
#include "flows/base/sensitive.h"

namespace tipline {

// kNotFound: no such folder, or no such word in it. kInvalid: a file cannot be read as what it is.
Result<SensitiveWords> LoadSensitive(const std::string& flows_dir);

}  // namespace tipline
