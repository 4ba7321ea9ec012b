#include "flows/knowledge/place_search.h"

#include <algorithm>
#include <map>
#include <optional>

#include "flows/knowledge/place_name.h"
#include "flows/knowledge/place_text.h"

namespace tipline::flows {
namespace {

// Weights in powers of ten of people, tuned on tests/data/knowledge/places.json.
constexpr double kHome = 2.5;        // of the phone's country
constexpr double kPerQuarter = 0.4;  // of an edit
constexpr double kLongName = 0.75;   // an edit of a long name says less, of a short one more
constexpr double kShortName = 1.5;
constexpr double kOtherScript = 0.5;  // scripts leave out vowels or add some
constexpr double kOtherBeginning = 0.8;
constexpr double kUnexplained = 1.0;  // a word more that is no part of the place
constexpr double kRegionNamed = 1.5;  // beside the name
constexpr double kCountryNamed = 4.0;
constexpr double kLevelNamed = 0.8;     // "county": the area rather than the town
constexpr double kLeast = 4.0;          // of a hit
constexpr double kLeastMisspelt = 5.0;  // of one abroad
constexpr double kRange = 2.6;          // below the best: could still be meant
constexpr double kLeastSure = 4.5;
constexpr double kGap = 1.2;           // to the next, to be sure
constexpr double kGapToCountry = 3.0;  // "Benin": a city at home, or the country
constexpr size_t kLongKey = 8;
constexpr size_t kShortKey = 4;
constexpr size_t kMaxNameWords = 4;
constexpr size_t kMaxSureExtra = 2;  // words beside a name of the phone's country
constexpr size_t kMaxKept = 12;

struct Rated {
  PlaceHit hit;
  PlaceCandidate candidate;
  size_t extra = 0;  // words that nothing explains
  bool country_named = false;
  bool home = false;
  bool twin = false;
};

double Misspelling(const PlaceCandidate& candidate) {
  double cost = candidate.distance * kPerQuarter;
  if (candidate.length >= kLongKey) cost *= kLongName;
  if (candidate.length <= kShortKey) cost *= kShortName;
  if (candidate.same_sound) cost *= kOtherScript;
  return cost + (candidate.other_beginning ? kOtherBeginning : 0);
}

class Search {
 public:
  Search(const Gazetteer& gazetteer, std::string_view text, std::string_view country)
      : gazetteer_(gazetteer), country_(country), text_(gazetteer, text) {}

  PlaceHits Run() {
    if (text_.MeansNothing()) return {};
    std::vector<Rated> rated;
    for (const PlaceCandidate& candidate : text_.Candidates(country_))
      if (auto one = Rate(candidate)) rated.push_back(*one);
    std::stable_sort(rated.begin(), rated.end(),
                     [](const Rated& a, const Rated& b) { return a.hit.score > b.hit.score; });
    return Choose(Distinct(rated));
  }

 private:
  std::optional<Rated> Rate(const PlaceCandidate& candidate) {
    const GazetteerPlace& place = gazetteer_.at(candidate.row);
    Rated rated;
    rated.hit = {candidate.row, place.size / 10.0};
    rated.candidate = candidate;
    rated.twin = place.twin;
    rated.home = gazetteer_.CountryOf(place).code == country_;
    double& score = rated.hit.score;
    if (rated.home && place.level != PlaceLevel::kCountry) score += kHome;
    score -= Misspelling(candidate);
    if (score < kLeast - kRegionNamed - kCountryNamed) return std::nullopt;
    Surroundings(rated);
    score -= static_cast<double>(rated.extra) * kUnexplained;
    if (text_.LevelNamed(candidate.span) == place.level) score += kLevelNamed;
    return rated;
  }

  // The words beside the name: whether they say region or country, and how many are left.
  void Surroundings(Rated& rated) {
    const WordSpan span = rated.candidate.span;
    const GazetteerPlace& place = gazetteer_.at(rated.hit.row);
    std::vector<bool> open(text_.size());
    for (size_t i = 0; i < open.size(); ++i)
      open[i] = text_.Means(i) && (i < span.begin || i >= span.end);
    if (std::count(open.begin(), open.end(), true) == 0) return;
    const uint32_t country = gazetteer_.CountryOf(place).place;
    if (country != rated.hit.row && Explains(country, span, open)) {
      rated.country_named = true;
      rated.hit.score += kCountryNamed;
    }
    const auto* region = gazetteer_.RegionOf(place);
    if (region != nullptr && region->place != rated.hit.row && Explains(region->place, span, open))
      rated.hit.score += kRegionNamed;
    rated.extra = static_cast<size_t>(std::count(open.begin(), open.end(), true));
    rated.hit.words_left = rated.extra > 0;
  }

  // Whether words outside of the name are those of a country or region; they are not open then.
  bool Explains(uint32_t row, WordSpan name, std::vector<bool>& open) {
    for (size_t begin = 0; begin < open.size(); ++begin) {
      for (size_t end = std::min(open.size(), begin + kMaxNameWords); end > begin; --end) {
        if (!open[begin] || (begin < name.end && end > name.begin)) continue;
        if (!Names(text_.Key({begin, end}), row)) continue;
        std::fill(open.begin() + static_cast<std::ptrdiff_t>(begin),
                  open.begin() + static_cast<std::ptrdiff_t>(end), false);
        return true;
      }
    }
    return false;
  }

  bool Names(const std::string& key, uint32_t row) {
    auto found = names_.find(key);
    if (found == names_.end()) found = names_.emplace(key, AreasCalled(key)).first;
    return std::binary_search(found->second.begin(), found->second.end(), row);
  }

  std::vector<uint32_t> AreasCalled(const std::string& key) const {
    const PlaceIndex& areas = gazetteer_.areas();
    std::vector<uint32_t> rows;
    const auto add = [&](std::pair<const uint32_t*, const uint32_t*> found) {
      rows.insert(rows.end(), found.first, found.second);
    };
    add(areas.Exact(key));
    if (rows.empty() && text_.IsShort())
      for (const NearKey& near : text_.Near(areas, key))
        add(areas.RowsOf(near.key));
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  std::vector<Rated> Distinct(const std::vector<Rated>& rated) const {
    std::vector<Rated> out;
    for (const Rated& one : rated) {
      const auto same = std::find_if(out.begin(), out.end(),
                                     [&](const Rated& other) { return Same(one, other); });
      if (same == out.end())
        out.push_back(one);
      else
        same->twin = same->twin || one.twin;
      if (out.size() > kMaxKept) break;
    }
    return out;
  }

  // A town, its district and its region of one name are one place to whoever counts; a country that
  // was named beside a better one is no other place.
  bool Same(const Rated& one, const Rated& other) const {
    if (one.hit.row == other.hit.row) return true;
    if (other.country_named &&
        gazetteer_.CountryOf(gazetteer_.at(other.hit.row)).place == one.hit.row)
      return true;
    const GazetteerPlace& a = gazetteer_.at(one.hit.row);
    const GazetteerPlace& b = gazetteer_.at(other.hit.row);
    if (a.country != b.country || a.region != b.region || a.region == 0) return false;
    return a.level == PlaceLevel::kRegion || b.level == PlaceLevel::kRegion ||
           PlaceKey(gazetteer_.NameOf(a)) == PlaceKey(gazetteer_.NameOf(b));
  }

  PlaceHits Choose(std::vector<Rated> rated) const {
    if (rated.empty()) return {};
    const Rated best = rated.front();
    std::erase_if(rated, [&](const Rated& one) { return !CouldBeMeant(one, best); });
    PlaceHits found;
    for (const Rated& one : rated)
      found.hits.push_back(one.hit);
    found.sure = !rated.empty() && rated.front().hit.row == best.hit.row && IsSure(rated);
    return found;
  }

  bool CouldBeMeant(const Rated& one, const Rated& best) const {
    const double least = one.candidate.distance > 0 && !one.home ? kLeastMisspelt : kLeast;
    const double range = IsWholeCountry(one) ? kGapToCountry : kRange;
    return (one.hit.score >= least && one.hit.score >= best.hit.score - range) ||
           AreTwins(one, best);
  }

  bool IsSure(const std::vector<Rated>& rated) const {
    const Rated& best = rated.front();
    if (best.hit.score < kLeastSure || MayBeTwin(best)) return false;
    for (size_t i = 1; i < rated.size(); ++i) {
      const double gap = IsWholeCountry(rated[i]) ? kGapToCountry : kGap;
      if (best.hit.score - rated[i].hit.score < gap) return false;
    }
    if (best.extra == 0) return true;
    return best.extra <= kMaxSureExtra && best.home && best.candidate.distance == 0;
  }

  // "Malaba" is two towns with a border between them; "Busia county" is in Kenya.
  bool AreTwins(const Rated& one, const Rated& best) const {
    return MayBeTwin(best) && one.twin && one.candidate.distance == best.candidate.distance;
  }
  bool MayBeTwin(const Rated& best) const {
    if (!best.twin || best.country_named) return false;
    const auto level = text_.LevelNamed(best.candidate.span);
    return level != PlaceLevel::kRegion || gazetteer_.at(best.hit.row).level != level;
  }

  // It was typed as it is, and nothing else.
  bool IsWholeCountry(const Rated& one) const {
    return gazetteer_.at(one.hit.row).level == PlaceLevel::kCountry &&
           one.candidate.distance == 0 && one.extra == 0;
  }

  const Gazetteer& gazetteer_;
  const std::string country_;
  const PlaceText text_;
  // What the rest of a text names, by key: countries and areas, sorted.
  std::map<std::string, std::vector<uint32_t>> names_;
};

}  // namespace

PlaceHits FindPlaces(const Gazetteer& gazetteer, std::string_view text, std::string_view country) {
  return Search(gazetteer, text, country).Run();
}

}  // namespace tipline::flows
