// From what somebody typed to places: "Busia town near the border", "nairoby", "Moyale, Ethiopia",
// "ناكورو". Pure; thread-safe. Tests: tests/flows/knowledge/places_test.cc with
// tests/data/knowledge/places.json
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flows/knowledge/gazetteer.h"

namespace tipline::flows {

struct PlaceHit {
  uint32_t row = 0;
  double score = 0;  // a power of ten of people; more for the phone's own country, less for each
                     // edit and each word that nothing explains
  bool words_left = false;  // there is such a word: it may be what somebody has to tell
};

struct PlaceHits {
  std::vector<PlaceHit> hits;  // the best first; those that could be meant
  bool sure = false;           // the first one is
};

// `country`: ISO 3166-1 of the phone, whose places are preferred; may be empty.
PlaceHits FindPlaces(const Gazetteer& gazetteer, std::string_view text, std::string_view country);

}  // namespace tipline::flows
