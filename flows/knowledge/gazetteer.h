// Countries, their areas and towns, packed: a world of 170,000 places is some 20 MiB. Read from the
// published document that `tipline data build places` makes:
//   {"source":"places","as_of":"2026-11-01","licence":["…"],
//    "words":{"":["near"],"region":["county"],"district":["zila"],"town":["mji"]},
//    "countries":[{"code":"KE","names":["Kenya","كينيا"],
//      "regions":[["04","Busia"],["~99","An area without ISO code"]],
//      "places":"Busia|04|52000|tx||other name\nTeso|04|20000|d"}]}
// A region's key is what stands behind the country in ISO 3166-2. A line of places: name, key of
// its region (may be empty), people, `t` a town or `d` a district with its own ISO code behind it,
// `x` after `t`: one of the same name lies just across a border; the folded name if it is not
// ASCII; other names. Immutable once read; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"
#include "flows/knowledge/place_index.h"

namespace tipline::flows {

enum class PlaceLevel : uint8_t { kCountry, kRegion, kDistrict, kTown };
const char* NameOf(PlaceLevel level);

struct GazetteerPlace {
  uint32_t name = 0;  // in the text of the gazetteer
  uint16_t country = 0;
  uint16_t region = 0;        // of its country, from 1; 0: unknown
  std::array<char, 3> own{};  // what stands behind the country in a district's ISO code
  uint8_t size = 0;           // ten times the logarithm of its people
  PlaceLevel level = PlaceLevel::kTown;
  bool twin = false;  // one of the same name lies across the border
};

class Gazetteer {
 public:
  struct Region {
    std::string key;  // begins with '~': no ISO code
    std::string name;
    uint32_t place = 0;
  };
  struct Country {
    std::string code, name;
    std::vector<Region> regions;
    uint32_t place = 0;
  };
  enum class WordKind : uint8_t { kNoise, kRegion, kDistrict, kTown };

  static Result<Gazetteer> Read(const nlohmann::json& document);

  const PlaceIndex& index() const { return index_; }
  const PlaceIndex& areas() const { return areas_; }  // only countries and their first level
  const GazetteerPlace& at(uint32_t row) const { return places_[row]; }
  const Country& CountryOf(const GazetteerPlace& place) const { return countries_[place.country]; }
  const Region* RegionOf(const GazetteerPlace& place) const;  // nullptr: unknown
  std::string_view NameOf(const GazetteerPlace& place) const;
  // ISO 3166-2 of its first level, else ISO 3166-1 of its country.
  std::string CodeOf(const GazetteerPlace& place) const;
  std::string OwnCodeOf(const GazetteerPlace& place) const;       // of a district; empty: none
  std::optional<WordKind> Word(const std::string& folded) const;  // one that is no place
  size_t size() const { return places_.size(); }
  size_t bytes() const;  // that it holds

 private:
  friend class GazetteerReader;
  std::vector<GazetteerPlace> places_;
  std::string text_;  // names, each behind its length
  std::vector<Country> countries_;
  std::unordered_map<std::string, WordKind> words_;
  PlaceIndex index_;
  PlaceIndex areas_;
};

}  // namespace tipline::flows
