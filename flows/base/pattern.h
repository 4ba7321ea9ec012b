// Regular expressions that take time linear in the text, whatever the text (RE2). The only files
// that know RE2. For data that people edit (triage rules): a bad expression is an error with a
// reason. Immutable; thread-safe; copies share. Tests: tests/flows/base/pattern_test.cc.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"

namespace re2 {
class RE2;
}

namespace tipline {

constexpr size_t kMaxPatternBytes = 4096;

class Pattern {
 public:
  // RE2 syntax, case-insensitive, UTF-8; `\b` knows ASCII only. kInvalid says what is wrong with
  // the expression.
  static Result<Pattern> Compile(std::string_view expression);

  bool Matches(std::string_view text) const;  // somewhere in the text
  std::optional<std::string_view> Find(
      std::string_view text) const;  // the first match, a view into `text`
  // First match with its groups: [0] the whole; a group that took no part is empty.
  std::optional<std::vector<std::string_view>> Groups(std::string_view text) const;
  std::vector<std::string_view> FindAll(std::string_view text) const;
  const std::string& expression() const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const re2::RE2> compiled_;
};

// `word` with everything that has a meaning in an expression escaped.
std::string QuotePattern(std::string_view word);

}  // namespace tipline
