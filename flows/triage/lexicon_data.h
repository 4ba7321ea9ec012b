// A lexicon inside, for triage rules and tests. Built once by LoadLexicon, then immutable;
// thread-safe.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "flows/model/case.h"
#include "flows/triage/phrase.h"

namespace tipline::flows {

namespace triage {

enum class Strength { kNone, kWeak, kMedium, kStrong };

// One row of rules.json: what the phrases of a sign mean.
struct Sign {
  std::string id;                       // "ILO07", "danger_now"
  std::string title;                    // in words: "identity papers held"
  std::string indicator;                // added to the assessment; empty: none
  int severity = 0;                     // 0..3
  bool immediate = false;               // speaks of now or of the next hours
  bool exploitation = false;            // of a child it means P1
  bool negatable = false;               // "no debt" is not a debt; never for what may kill
  std::optional<Priority> floor;        // at least as urgent as this
  std::vector<std::string> dimensions;  // Delphi, "D1".."D6" (domain.md §2.3)
  Strength strength = Strength::kNone;
};

struct SignPhrase {
  size_t sign = 0;      // index into signs
  size_t language = 0;  // index into languages
  Phrase phrase;
};

struct Place {
  std::string name;
  std::vector<Phrase> forms;
};

}  // namespace triage

struct LexiconData {
  std::vector<std::string> languages;
  std::vector<triage::Sign> signs;
  std::vector<triage::SignPhrase> phrases;
  // By Phrase::Keys.
  std::unordered_map<uint64_t, std::vector<size_t>> phrases_by_key;
  std::vector<triage::Place> places;
  // Places and which of their forms.
  std::unordered_map<uint64_t, std::vector<std::pair<size_t, size_t>>> places_by_key;
  std::vector<std::set<std::string, std::less<>>> common;  // by language: frequent words, folded
  std::vector<std::set<std::string, std::less<>>>
      negations;  // by language; they count before its own phrases only
  std::set<std::string, std::less<>> age_words;  // "years", "miaka"
  std::set<std::string, std::less<>>
      duration_words;  // before a number of years that is no age: "for", "since"

  bool IsCommon(std::string_view word) const;  // in any language
  int FindSign(std::string_view id) const;     // -1: no such sign
};

}  // namespace tipline::flows
