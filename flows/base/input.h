// One typed answer, cleaned for understanding: people add points, brackets, spaces, local digits,
// accents or none. Pure; thread-safe. Tests: tests/flows/base/input_test.cc with
// tests/data/text/answers.json.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tipline {

struct Typed {
  std::string words;   // as typed, whole; only invisible marks and white space at the ends removed
  std::string folded;  // FoldBare of at most `limit` bytes
  std::string key;     // `folded` without punctuation at the ends: "(1)." -> "1"
};
Typed ReadTyped(std::string_view text, size_t limit);

// All digits, at most 9 of them. "007" -> 7.
std::optional<int> WholeNumber(std::string_view key);
// Every run of at most 9 digits in a folded text, in order.
std::vector<int> NumbersIn(std::string_view folded);

// One letter changed, added, missing, or two neighbours swapped; equal counts too. In code points.
bool WithinOneEdit(std::string_view a, std::string_view b);

}  // namespace tipline
