#include "flows/knowledge/place_text.h"

#include <algorithm>

#include "flows/base/text.h"
#include "flows/knowledge/place_name.h"

namespace tipline::flows {
namespace {

using Kind = Gazetteer::WordKind;

constexpr int kMoreForOtherScripts = 4;  // quarters of an edit
constexpr size_t kMaxNameWords = 4;
constexpr size_t kMaxMisspeltWords = 4;
constexpr size_t kMaxNearKeys = 200;
constexpr uint8_t kLikelySize = 55;  // 300,000 people

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// "Mai Mahiu" is not Mai, "Quezon City" not Quezon.
void DropParts(std::vector<PlaceCandidate>& candidates) {
  std::vector<WordSpan> whole;
  for (const PlaceCandidate& one : candidates)
    if (one.distance == 0 && one.span.size() > 1) whole.push_back(one.span);
  std::erase_if(candidates, [&](const PlaceCandidate& one) {
    return std::any_of(whole.begin(), whole.end(), [&](WordSpan span) {
      return span.begin <= one.span.begin && one.span.end <= span.end &&
             span.size() > one.span.size();
    });
  });
}

}  // namespace

PlaceText::PlaceText(const Gazetteer& gazetteer, std::string_view text)
    : gazetteer_(gazetteer), words_(PlaceWords(text)), other_script_(!IsAscii(FoldBare(text))) {
  for (const std::string& word : words_)
    kinds_.push_back(gazetteer.Word(word));
  meaning_ = static_cast<size_t>(std::count(kinds_.begin(), kinds_.end(), std::nullopt));
}

bool PlaceText::IsShort() const {
  return meaning_ <= kMaxMisspeltWords;
}

std::string PlaceText::Key(WordSpan span) const {
  std::string key;
  for (size_t i = span.begin; i < span.end; ++i)
    key += words_[i];
  return PlaceKey(key);
}

bool PlaceText::MeansAnything(WordSpan span) const {
  for (size_t i = span.begin; i < span.end; ++i)
    if (Means(i)) return true;
  return false;
}

std::optional<PlaceLevel> PlaceText::LevelNamed(WordSpan span) const {
  for (size_t i = 0; i < words_.size(); ++i) {
    if (i >= span.begin && i < span.end) continue;
    if (kinds_[i] == Kind::kRegion) return PlaceLevel::kRegion;
    if (kinds_[i] == Kind::kDistrict) return PlaceLevel::kDistrict;
    if (kinds_[i] == Kind::kTown) return PlaceLevel::kTown;
  }
  return std::nullopt;
}

std::vector<NearKey> PlaceText::Near(const PlaceIndex& index, const std::string& key) const {
  return index.Near(key, other_script_ ? kMoreForOtherScripts : 0);
}

std::vector<PlaceCandidate> PlaceText::Candidates(std::string_view country) const {
  std::vector<PlaceCandidate> out;
  std::vector<WordSpan> open;  // no name that will do
  std::vector<WordSpan> known;
  for (size_t begin = 0; begin < words_.size(); ++begin) {
    for (size_t end = begin + 1; end <= std::min(words_.size(), begin + kMaxNameWords); ++end) {
      const WordSpan span{begin, end};
      if (MeansAnything(span)) (CollectExact(span, country, out) ? known : open).push_back(span);
    }
  }
  for (const WordSpan span : open) {
    const bool whole = span.size() == words_.size();
    const bool tight = Means(span.begin) && Means(span.end - 1);
    const bool part = std::any_of(known.begin(), known.end(), [&](WordSpan name) {
      return name.begin < span.end && span.begin < name.end;
    });
    if (IsShort() && (whole || (tight && !part))) CollectNear(span, out);
  }
  DropParts(out);
  return out;
}

// Whether what is called so is so likely to be meant that other spellings need no look.
bool PlaceText::CollectExact(WordSpan span, std::string_view country,
                             std::vector<PlaceCandidate>& out) const {
  const std::string key = Key(span);
  bool likely = false;
  const auto [from, to] = gazetteer_.index().Exact(key);
  for (const uint32_t* row = from; row != to; ++row) {
    const GazetteerPlace& place = gazetteer_.at(*row);
    out.push_back({*row, span, 0, key.size()});
    likely = likely || place.size >= kLikelySize || gazetteer_.CountryOf(place).code == country;
  }
  return likely;
}

void PlaceText::CollectNear(WordSpan span, std::vector<PlaceCandidate>& out) const {
  const std::string key = Key(span);
  const PlaceIndex& index = gazetteer_.index();
  size_t taken = 0;
  for (const NearKey& near : Near(index, key)) {
    if (++taken > kMaxNearKeys) break;
    const std::string_view known = index.Key(near.key);
    const bool sound = other_script_ && PlaceSound(known) == PlaceSound(key);
    const auto [first, last] = index.RowsOf(near.key);
    for (const uint32_t* row = first; row != last; ++row)
      out.push_back({*row, span, near.distance, key.size(), known.front() != key.front(), sound});
  }
}

}  // namespace tipline::flows
