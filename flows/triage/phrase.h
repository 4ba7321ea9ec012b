// One phrase of a lexicon. Syntax: words apart by spaces; `word` (one slip of the finger is
// forgiven in long words), `word*`,
// `*word`, `*word*`, `a|b` either, `..` up to three other words. Immutable; thread-safe.
// Tests: tests/flows/triage/phrase_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/base/result.h"
#include "flows/triage/words.h"

namespace tipline::flows::triage {

constexpr size_t kMaxGap = 3;       // words that `..` stands for
constexpr size_t kMinMisspelt = 6;  // letters of a word before a slip is forgiven

// The keys under which phrases that may begin with this word are found: a phrase that matches there
// has one of them. Sorted, each once; kAnyWord, of phrases that may begin with any word, is one.
constexpr uint64_t kAnyWord = 0;
std::vector<uint64_t> KeysOf(const Word& word);

class Phrase {
 public:
  static Result<Phrase> Read(std::string_view source);

  struct Span {
    size_t begin = 0, end = 0;  // words
  };
  // The first place at or after word `from`.
  std::optional<Span> Find(const std::vector<Word>& words, size_t from = 0) const;
  // Only if it begins at word `at`.
  std::optional<Span> FindAt(const std::vector<Word>& words, size_t at) const;
  const std::string& source() const { return source_; }
  // By which of KeysOf(word) the phrase is found where it begins with that word.
  std::vector<uint64_t> Keys() const;

 private:
  struct Term {
    std::string text;
    size_t length = 0;  // code points
    bool open_begin = false, open_end = false;
    bool Matches(const Word& word) const;
    bool MatchesForm(std::string_view form) const;
  };
  struct Token {
    std::vector<Term> either;
    bool gap_before = false;
    bool Matches(const Word& word) const;
  };
  static Result<Term> ReadTerm(std::string_view source);
  std::optional<size_t> EndFrom(const std::vector<Word>& words, size_t at, size_t token) const;

  std::string source_;
  std::vector<Token> tokens_;
};

}  // namespace tipline::flows::triage
