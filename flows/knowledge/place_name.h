// Names of places as people spell them: folded, compared by ear. For the files of the gazetteer.
// Pure; thread-safe. Tests: tests/flows/knowledge/place_name_test.cc
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tipline::flows {

constexpr size_t kMaxPlaceWords = 12;  // of a text; more is a story, not a place

// In Latin letters without accents, whatever script it was: "Près d'Adigrat" -> "pres", "dadigrat".
// "St" is "saint".
std::vector<std::string> PlaceWords(std::string_view text);
// The words without what stands between them, for "Homabay" and "Homa-Bay". Quick for ASCII.
std::string PlaceKey(std::string_view name);
// Consonants alone, with those that ears and scripts confuse as one: "nairobi", "nyrwby" -> "nlb".
std::string PlaceSound(std::string_view key);

// Quarters of an edit: half a one for a vowel or for consonants that sound alike, a quarter for a
// doubled letter, three for two that changed places. More than `most`: most + 1.
int PlaceDistance(std::string_view a, std::string_view b, int most);
// How far a spelling of this length may be from the name that is meant.
int AllowedDistance(size_t length);

}  // namespace tipline::flows
