// The secret words for "someone is forcing me" of all languages: whether a message is one or ends
// with one. Built once; immutable; thread-safe. Tests: tests/flows/engine/text_set_test.cc
#pragma once

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

#include "flows/engine/text_set.h"

namespace tipline::flows {

class DuressIndex {
 public:
  DuressIndex() = default;
  // `words`: folded, by language.
  explicit DuressIndex(const std::vector<std::vector<std::string>>& words);

  bool Is(std::string_view key) const;  // nothing but such words
  bool Ends(std::string_view key) const { return EndAt(key) != std::string_view::npos; }
  // Where the word begins that the message ends with; npos: it ends with none.
  size_t EndAt(std::string_view key) const;

 private:
  static constexpr size_t kLongest = 256;  // bytes; a longer one is no word that anybody types
  std::bitset<kLongest> sizes_;            // that there are: most endings need no hash
  size_t longest_ = 0;
  TextSet may_be_;
  std::vector<std::string> words_;  // sorted
};

}  // namespace tipline::flows
