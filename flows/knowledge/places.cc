// Places by the names that people have for them: {"kind":"find","in":"places","by":{"words":
// "place"}}. Countries, areas of the first and second level, towns; format: gazetteer.h. One that
// is surely meant is the answer, several that could be are asked about, and where nobody can tell
// there is none: what was typed stays in its variable, and people read it.
// place_code is the ISO 3166-2 code of the first level (of the country, where that is all that is
// known): what statistics count. place_words is set where a word was typed that names no place.
// Tests: tests/flows/knowledge/places_test.cc
#include <nlohmann/json.hpp>

#include "flows/base/gsm7.h"
#include "flows/base/text.h"
#include "flows/base/text_accents.h"
#include "flows/knowledge/gazetteer.h"
#include "flows/knowledge/knowledge.h"
#include "flows/knowledge/place_search.h"
#include "flows/knowledge/rows.h"

namespace tipline::flows {
namespace {

class Places final : public Source {
 public:
  explicit Places(Gazetteer gazetteer) : gazetteer_(std::move(gazetteer)) {}
  size_t size() const override { return gazetteer_.size(); }

  Answers Find(const Query& query) const override {
    const PlaceHits found = FindPlaces(gazetteer_, Asked(query, "words"), query.country);
    Answers answers;
    if (!found.sure && found.hits.size() < 2) return answers;  // nobody can tell
    answers.sure = found.sure;
    for (const PlaceHit& hit : found.hits) {
      if (answers.hits.size() == kMaxHits) break;
      answers.hits.push_back(HitOf(gazetteer_.at(hit.row), found.hits));
      if (hit.words_left) answers.hits.back().values.emplace_back("place_words", "more");
    }
    return answers;
  }

 private:
  Hit HitOf(const GazetteerPlace& place, const std::vector<PlaceHit>& all) const {
    const auto* region = gazetteer_.RegionOf(place);
    const std::string name = Shown(gazetteer_.NameOf(place));
    const std::string area = region == nullptr ? std::string() : Shown(region->name);
    const std::string country = Shown(gazetteer_.CountryOf(place).name);
    size_t there = 0;
    for (const PlaceHit& other : all)
      if (gazetteer_.at(other.row).country == place.country) ++there;
    std::string label = name;
    if (there > 1 && !area.empty() && area != name)
      label += ", " + area;
    else if (place.level != PlaceLevel::kCountry)
      label += ", " + country;
    return {std::move(label),
            {{"place_name", name},
             {"place_code", gazetteer_.CodeOf(place)},
             {"place_level", flows::NameOf(place.level)},
             {"place_region", area},
             {"place_district_code", gazetteer_.OwnCodeOf(place)},
             {"place_country", country}}};
  }

  // One letter that GSM 7-bit does not have would more than halve what fits on a screen.
  static std::string Shown(std::string_view name) {
    std::string out;
    for (size_t at = 0; at < name.size();) {
      const char32_t c = NextCodePoint(name, at);
      AppendUtf8(SeptetsOf(c) > 0 ? c : BaseLetter(c), out);
    }
    return out;
  }

  const Gazetteer gazetteer_;
};

Result<std::shared_ptr<const Source>> ReadPlaces(const nlohmann::json& document) {
  TRY_ASSIGN(Gazetteer gazetteer, Gazetteer::Read(document));
  return std::shared_ptr<const Source>(std::make_shared<Places>(std::move(gazetteer)));
}

const RegisterSource kRegister({"places",
                                {"words"},
                                {"place_name", "place_code", "place_level", "place_region",
                                 "place_district_code", "place_country", "place_words"},
                                ReadPlaces});

}  // namespace
}  // namespace tipline::flows
