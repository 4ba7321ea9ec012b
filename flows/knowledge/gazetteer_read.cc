// Reads the document of a gazetteer strictly: an error names country and line.
#include <algorithm>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "flows/base/text.h"
#include "flows/knowledge/gazetteer.h"
#include "flows/knowledge/place_name.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

// As if so many people lived there, for ranking beside towns: ten times the logarithm.
constexpr uint8_t kCountrySize = 65;
constexpr uint8_t kRegionSize = 55;
constexpr size_t kMaxNameBytes = 120;
constexpr size_t kFixedColumns = 5;

bool IsCode(std::string_view text, size_t least, size_t most) {
  return text.size() >= least && text.size() <= most &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

std::vector<std::string_view> Split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t at = text.find(by);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

uint8_t SizeOf(std::string_view people) {
  double count = 0;
  int value = 0;
  if (std::from_chars(people.data(), people.data() + people.size(), value).ec == std::errc())
    count = value;
  return static_cast<uint8_t>(std::lround(10 * std::log10(std::max(count, 100.0))));
}

}  // namespace

class GazetteerReader {
 public:
  Result<Gazetteer> Read(const Json& document) {
    TRY(ReadWords(document));
    const auto countries = document.find("countries");
    if (countries == document.end() || !countries->is_array())
      return Invalid("places: field countries: allowed: a list");
    for (const Json& country : *countries)
      TRY(ReadCountry(country));
    out_.index_.Finish();
    out_.areas_.Finish();
    out_.places_.shrink_to_fit();
    out_.text_.shrink_to_fit();
    return std::move(out_);
  }

 private:
  using Kind = Gazetteer::WordKind;

  Status ReadWords(const Json& document) {
    const Json words = document.value("words", Json::object());
    for (const auto& [name, kind] :
         {std::pair("", Kind::kNoise), std::pair("region", Kind::kRegion),
          std::pair("district", Kind::kDistrict), std::pair("town", Kind::kTown)}) {
      const auto list = words.find(name);
      if (list == words.end()) continue;
      if (!list->is_array()) return Invalid("places: field words: allowed: lists of texts");
      for (const Json& text : *list) {
        if (!text.is_string()) return Invalid("places: field words: allowed: lists of texts");
        for (std::string& word : PlaceWords(text.get_ref<const std::string&>()))
          out_.words_.emplace(std::move(word), kind);
      }
    }
    return Unit{};
  }

  Status ReadCountry(const Json& json) {
    const std::string code = json.is_object() ? json.value("code", "") : "";
    if (!IsCode(code, 2, 2)) return Invalid("places: field code: allowed: ISO 3166, like KE");
    where_ = "places: " + code + ": ";
    Gazetteer::Country& country = out_.countries_.emplace_back();
    country.code = code;
    const auto names = json.find("names");
    if (names == json.end() || !Names(*names, 0)) return Wrong("names");
    country.name = (*names)[0];
    country.place =
        Add({0, Number(), 0, {}, kCountrySize, PlaceLevel::kCountry, false}, country.name);
    for (const Json& name : *names)
      AddArea(name.get_ref<const std::string&>(), country.place);
    TRY(ReadRegions(json.value("regions", Json::array()), country));
    const auto places = json.find("places");
    if (places == json.end() || places->empty()) return Unit{};
    if (!places->is_string()) return Wrong("places");
    size_t number = 0;
    for (const std::string_view line : Split(places->get_ref<const std::string&>(), '\n')) {
      ++number;
      if (!line.empty() && !ReadPlace(line, country))
        return Invalid(where_ + "field places: line " + std::to_string(number) +
                       ": allowed: name|region|people|t or d|folded|other names");
    }
    return Unit{};
  }

  Status ReadRegions(const Json& list, Gazetteer::Country& country) {
    regions_.clear();
    if (!list.is_array()) return Wrong("regions");
    for (const Json& row : list) {
      if (!Names(row, 1)) return Wrong("regions");
      const std::string key = row[0];
      if (key.empty() || (key.front() != '~' && !IsCode(key, 1, 3))) return Wrong("regions");
      Gazetteer::Region& region = country.regions.emplace_back();
      region.key = key;
      region.name = row[1];
      const auto number = static_cast<uint16_t>(country.regions.size());
      regions_[key] = number;
      region.place =
          Add({0, Number(), number, {}, kRegionSize, PlaceLevel::kRegion, false}, region.name);
      for (size_t i = 1; i < row.size(); ++i)
        AddArea(row[i].get_ref<const std::string&>(), region.place);
    }
    return Unit{};
  }

  bool ReadPlace(std::string_view line, const Gazetteer::Country&) {
    const auto columns = Split(line, '|');
    if (columns.size() < 4 || columns[0].empty() || columns[3].empty()) return false;
    const std::string_view flags = columns[3];
    GazetteerPlace place;
    place.country = Number();
    if (!columns[1].empty()) {
      const auto region = regions_.find(std::string(columns[1]));
      if (region == regions_.end()) return false;
      place.region = region->second;
    }
    place.size = SizeOf(columns[2]);
    place.twin = flags == "tx";
    if (flags.front() == 'd') {
      place.level = PlaceLevel::kDistrict;
      const std::string_view own = flags.substr(1);
      if (!own.empty() && !IsCode(own, 1, place.own.size())) return false;
      std::copy(own.begin(), own.end(), place.own.begin());
    } else if (flags.front() != 't') {
      return false;
    }
    const uint32_t row = Add(place, columns[0]);
    const bool folded = columns.size() >= kFixedColumns && !columns[4].empty();
    out_.index_.Add(PlaceKey(folded ? columns[4] : columns[0]), row);
    for (size_t i = kFixedColumns; i < columns.size(); ++i)
      out_.index_.Add(PlaceKey(columns[i]), row);
    return true;
  }

  void AddArea(const std::string& name, uint32_t row) {
    const std::string key = PlaceKey(name);
    out_.index_.Add(key, row);
    out_.areas_.Add(key, row);
  }

  uint32_t Add(GazetteerPlace place, std::string_view name) {
    name = CutBytes(name, kMaxNameBytes);
    place.name = static_cast<uint32_t>(out_.text_.size());
    out_.text_ += static_cast<char>(name.size());
    out_.text_ += name;
    out_.places_.push_back(place);
    return static_cast<uint32_t>(out_.places_.size() - 1);
  }

  static bool Names(const Json& list, size_t before) {
    return list.is_array() && list.size() > before &&
           std::all_of(list.begin(), list.end(), [](const Json& one) { return one.is_string(); });
  }
  Status Wrong(const char* field) const {
    return Invalid(where_ + "field " + field + ": see flows/knowledge/gazetteer.h");
  }
  uint16_t Number() const { return static_cast<uint16_t>(out_.countries_.size() - 1); }

  Gazetteer out_;
  std::string where_;
  std::unordered_map<std::string, uint16_t> regions_;
};

Result<Gazetteer> Gazetteer::Read(const Json& document) {
  return GazetteerReader().Read(document);
}

}  // namespace tipline::flows
