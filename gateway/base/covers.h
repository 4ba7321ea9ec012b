// Discreet wordings: what a message says to a phone that somebody else may hold, in place of what
// staff wrote, the three status texts, and the messages of check-ins. In English in
// config/flows/cover/en.json, in another language in its catalog (context "cover:<id>"). A file is
// read when one of its wordings is needed and again when it has changed. Thread-safe. Tests:
// tests/gateway/base/covers_test.cc
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"

namespace tipline {

constexpr const char* kDefaultCover = "greeting";

// The three that a person can choose from: "order", "greeting", "weather".
bool IsCover(std::string_view id);

// In that language, else in the base language of it, else in English; so too where the translation
// is of an older English text. kNotFound: no such wording anywhere; kInvalid: a file that is none.
Result<std::string> CoverText(const std::string& flows_dir, std::string_view language,
                              const std::string& id);

// By language of the catalogs there: the wordings that go out in English. Empty lists are left out.
Result<std::map<std::string, std::vector<std::string>>> UntranslatedCovers(
    const std::string& flows_dir);

}  // namespace tipline
