// Discreet wordings: what a message says to a phone that somebody else may hold, in place of what
// staff wrote, and the three status texts. In English in config/flows/cover/en.json, in another
// language in its catalog (context "cover:<id>"). Read when needed, which is seldom. Tests:
// tests/gateway/base/covers_test.cc
#pragma once

#include <string>
#include <string_view>

#include "flows/base/result.h"

namespace tipline {

constexpr const char* kDefaultCover = "greeting";

// The three that a person can choose from: "order", "greeting", "weather".
bool IsCover(std::string_view id);

// In that language, else in the base language of it, else in English. kNotFound: no such wording
// anywhere; kInvalid: a file that is none.
Result<std::string> CoverText(const std::string& flows_dir, std::string_view language,
                              const std::string& id);

}  // namespace tipline
