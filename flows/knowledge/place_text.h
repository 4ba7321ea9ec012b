// The words that somebody typed for a place, and every name of the gazetteer that some of them may
// be: as they are, or nearly. For place_search.cc. Pure; one text, one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/knowledge/gazetteer.h"

namespace tipline::flows {

struct WordSpan {
  size_t begin = 0;
  size_t end = 0;
  size_t size() const { return end - begin; }
};

struct PlaceCandidate {
  uint32_t row = 0;
  WordSpan span;
  int distance = 0;              // quarters of an edit
  size_t length = 0;             // of the key that was typed
  bool other_beginning = false;  // than the name's
  bool same_sound = false;       // as far as another script can say it
};

class PlaceText {
 public:
  PlaceText(const Gazetteer& gazetteer, std::string_view text);

  size_t size() const { return kinds_.size(); }
  // May be (a part of) a place: not "near", "county".
  bool Means(size_t word) const { return !kinds_[word]; }
  bool MeansNothing() const { return meaning_ == 0; }
  bool IsShort() const;  // enough to look for misspelt names in it
  std::string Key(WordSpan span) const;
  // "county", "town" beside the name.
  std::optional<PlaceLevel> LevelNamed(WordSpan span) const;
  std::vector<NearKey> Near(const PlaceIndex& index, const std::string& key) const;
  // `country`: names that it has are not looked for in other spellings.
  std::vector<PlaceCandidate> Candidates(std::string_view country) const;

 private:
  bool CollectExact(WordSpan span, std::string_view country,
                    std::vector<PlaceCandidate>& out) const;
  void CollectNear(WordSpan span, std::vector<PlaceCandidate>& out) const;
  bool MeansAnything(WordSpan span) const;

  const Gazetteer& gazetteer_;
  const std::vector<std::string> words_;
  const bool other_script_;  // than Latin
  std::vector<std::optional<Gazetteer::WordKind>> kinds_;
  size_t meaning_ = 0;  // words that mean something
};

}  // namespace tipline::flows
