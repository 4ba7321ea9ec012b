// What a name is made of, for name_index.cc: its words without those that say nothing, how a word
// sounds, how far apart two words are. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tipline::flows {

struct NameWord {
  std::string letters;
  std::string sound;  // consonants as they are heard
  bool operator==(const NameWord& other) const { return letters == other.letters; }
};

// Folded, in Latin letters, without "ltd", "agency", "the" (unless nothing else is left); letters
// that stand alone become one word: "A.B.C. Travel" -> "abc", "travel".
std::vector<NameWord> NameWords(std::string_view text);
// 1 the same, 0 nothing in common: by letters dropped, added, changed or swapped, and by sound.
double Likeness(const NameWord& a, const NameWord& b);
// Only by letters, for whole names.
double LetterLikeness(std::string_view a, std::string_view b);

}  // namespace tipline::flows
