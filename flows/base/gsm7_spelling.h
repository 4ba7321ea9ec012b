// A text of a Latin script spelled with the letters of the GSM 7-bit alphabet, so that a screen
// holds 160 characters and not 70 (domain.md §4.4): accents that the alphabet lacks go, a
// language's own letters become what its readers text instead. Pure; thread-safe. Tests:
// tests/flows/base/gsm7_spelling_test.cc with tests/data/text/gsm7_spelling.json
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"

namespace tipline {

class Gsm7Spelling {
 public:
  // `lines`: "ɓ b", a character and what stands for it (nothing: it is left out). kInvalid names
  // the line: more than one character in front, or a stand-in outside the alphabet.
  static Result<Gsm7Spelling> Read(const std::vector<std::string>& lines);

  // Nothing: a character is left that the alphabet does not have.
  std::optional<std::string> Of(std::string_view text) const;

 private:
  std::map<char32_t, std::string> letters_;
};

}  // namespace tipline
