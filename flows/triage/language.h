// Which language a text is in. Script first, then what the person chose, then frequent words, then
// CLD2, which is not made for short texts: only from 25 letters, when it says that it is sure, and
// with a margin. The only files that know CLD2. Pure; thread-safe. Tests:
// tests/data/triage/language.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/triage/lexicon_data.h"

namespace tipline::flows::triage {

struct LanguageGuess {
  std::string language;  // BCP 47; empty: unknown
  bool readable = true;  // false: no lexicon of ours reads this text
};

// What the lexicons have found in the text.
struct WordsRead {
  const std::vector<Word>& words;
  const std::vector<bool>& known;  // words that a phrase or a place has taken
  std::vector<size_t> votes;       // phrases found, by language
};

LanguageGuess GuessLanguage(std::string_view text, std::string_view preferred, WordsRead read,
                            const LexiconData& lexicon);

}  // namespace tipline::flows::triage
