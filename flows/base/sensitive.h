// Words that no message to a person may hold, in any language: whoever else reads the phone must
// not learn what this is about (domain.md §3.4). The lists: flows/engine/language_words.h.
// Immutable; thread-safe. Tests: tests/flows/base/sensitive_test.cc
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tipline {

class SensitiveWords {
 public:
  SensitiveWords() = default;
  // Adds a list. A line is a word or phrase; `word*` also means words that begin so; `#` begins a
  // comment.
  void Add(std::string_view lines);
  bool empty() const { return entries_.empty(); }

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

}  // namespace tipline
