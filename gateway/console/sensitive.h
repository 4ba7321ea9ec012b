// Words that no message to a person may hold, in any language: whoever else reads the phone must
// not learn what this is about (domain.md §3.4). Read from *.txt below config/flows/sensitive.
// Immutable; thread-safe. Tests: tests/gateway/console/sensitive_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"

namespace tipline::console {

class SensitiveWords {
 public:
  // kNotFound: no such folder, or no word in it. A line is a word or phrase; `word*` also means
  // words that begin so; `#` begins a comment.
  static Result<SensitiveWords> Load(const std::string& folder);
  explicit SensitiveWords(const std::vector<std::string>& lines);

  // The first word of the text that is on a list, as the list has it.
  std::optional<std::string> Find(std::string_view text) const;

 private:
  struct Entry {
    std::string shown;               // for staff
    std::vector<std::string> words;  // folded
    bool open_ended = false;         // the last word may go on
  };
  std::vector<Entry> entries_;
};

}  // namespace tipline::console
