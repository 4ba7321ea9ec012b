#include "flows/knowledge/gazetteer.h"

namespace tipline::flows {

const char* NameOf(PlaceLevel level) {
  switch (level) {
    case PlaceLevel::kCountry:
      return "country";
    case PlaceLevel::kRegion:
      return "region";
    case PlaceLevel::kDistrict:
      return "district";
    default:
      return "town";
  }
}

const Gazetteer::Region* Gazetteer::RegionOf(const GazetteerPlace& place) const {
  if (place.region == 0) return nullptr;
  return &CountryOf(place).regions[place.region - 1U];
}

std::string_view Gazetteer::NameOf(const GazetteerPlace& place) const {
  const auto size = static_cast<unsigned char>(text_[place.name]);
  return std::string_view(text_).substr(place.name + 1, size);
}

std::string Gazetteer::CodeOf(const GazetteerPlace& place) const {
  const Region* region = RegionOf(place);
  const std::string& country = CountryOf(place).code;
  return region == nullptr || region->key.front() == '~' ? country : country + "-" + region->key;
}

std::string Gazetteer::OwnCodeOf(const GazetteerPlace& place) const {
  if (place.own[0] == '\0') return {};
  std::string code = CountryOf(place).code + "-";
  for (const char c : place.own)
    if (c != '\0') code += c;
  return code;
}

std::optional<Gazetteer::WordKind> Gazetteer::Word(const std::string& folded) const {
  const auto found = words_.find(folded);
  if (found == words_.end()) return std::nullopt;
  return found->second;
}

size_t Gazetteer::bytes() const {
  size_t regions = 0;
  for (const Country& country : countries_)
    regions += country.regions.capacity() * sizeof(Region);
  return places_.capacity() * sizeof(GazetteerPlace) + text_.capacity() + regions + index_.bytes() +
         areas_.bytes();
}

}  // namespace tipline::flows
