// A text as triage compares it: words without case, accents and the small spelling differences of
// each script. Pure. Tests: tests/flows/triage/phrase_test.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tipline::flows::triage {

constexpr size_t kMaxWords =
    2000;  // of one tip; nobody types more into a phone, and time stays bounded

struct Word {
  std::string form;  // folded
  std::vector<std::string>
      stems;          // Arabic: without the particles that are written with the word; never `form`
  size_t clause = 0;  // counts up at every punctuation mark
  size_t length = 0;  // of `form` in code points
  bool frequent =
      false;  // a common word of some language: never taken for a misspelling of another
};

// Letters of one word: no apostrophes ("don't" -> "dont"), Arabic letter variants and Devanagari
// dots unified, three and more equal letters as one; numbers of two and more digits stand alone
// ("14yrs" -> "14", "yrs"), single digits stay ("7abes").
std::vector<Word> SplitWords(std::string_view text);

enum class Script { kNone, kLatin, kArabic, kDevanagari, kOther };
// The script of most letters.
Script ScriptOf(std::string_view text);
size_t LettersIn(std::string_view text);

}  // namespace tipline::flows::triage
