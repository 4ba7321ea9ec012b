#include "flows/knowledge/name_index.h"

#include <algorithm>
#include <cmath>

namespace tipline::flows {
namespace {

constexpr size_t kLookedAt = 40;     // candidates that are compared letter by letter
constexpr double kAlike = 0.5;       // two words less alike have nothing to do with each other
constexpr double kRemote = 0.58;     // a name less alike is not offered
constexpr double kFarBehind = 0.25;  // nor one that is so much worse than the best
// Only what is all but the same name is taken without asking: to show another firm's licence as if
// it were that of the firm asked for does harm.
constexpr double kMisspelt = 0.92;  // at most
constexpr double kSure = 0.93, kLikely = 0.8, kClear = 0.08;
// Words that were run together or apart count a little less than the same name.
constexpr double kJoined = 0.97;
constexpr uint32_t kSound = 0x80000000U;

uint32_t Letters(const char* at) {
  return (uint32_t{static_cast<unsigned char>(at[0])} << 16U) |
         (uint32_t{static_cast<unsigned char>(at[1])} << 8U) |
         uint32_t{static_cast<unsigned char>(at[2])};
}

void AddLetters(const std::string& text, std::vector<uint32_t>& groups) {
  for (size_t i = 0; i + 3 <= text.size(); ++i)
    groups.push_back(Letters(text.data() + i));
}

// Groups of the whole name without spaces, of the beginning and end of each word, and sounds.
std::vector<uint32_t> GroupsOf(const std::vector<NameWord>& words, const std::string& joined) {
  std::vector<uint32_t> groups;
  AddLetters("^" + joined + "$", groups);
  for (const NameWord& word : words) {
    AddLetters("^" + word.letters + "$", groups);
    uint32_t hash = 2166136261U;
    for (const char c : word.sound)
      hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    groups.push_back(hash | kSound);
  }
  std::sort(groups.begin(), groups.end());
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

double Rarity(size_t all, size_t with) {
  return std::log((static_cast<double>(all) + 1) / (static_cast<double>(with) + 0.5));
}

}  // namespace

NameIndex::Name NameIndex::Read(std::string_view text) {
  Name name;
  name.words = NameWords(text);
  for (const NameWord& word : name.words)
    name.joined += word.letters;
  return name;
}

void NameIndex::Add(size_t row, std::string_view text) {
  Name name = Read(text);
  if (name.joined.empty()) return;
  name.row = row;
  for (const uint32_t group : GroupsOf(name.words, name.joined))
    groups_[group].push_back(static_cast<uint32_t>(names_.size()));
  std::vector<std::string> once;
  for (const NameWord& word : name.words)
    once.push_back(word.letters);
  std::sort(once.begin(), once.end());
  once.erase(std::unique(once.begin(), once.end()), once.end());
  for (const std::string& word : once)
    ++word_counts_[word];
  names_.push_back(std::move(name));
}

void NameIndex::Finish() {
  for (const auto& [group, with] : groups_)
    for (const uint32_t at : with) {
      const double weight = Rarity(names_.size(), with.size());
      names_[at].norm += weight * weight;
    }
  for (Name& name : names_) {
    name.norm = std::sqrt(std::max(name.norm, 1e-6));
    for (const NameWord& word : name.words)
      name.weights.push_back(Weight(word.letters));
  }
}

double NameIndex::Weight(const std::string& word) const {
  const auto found = word_counts_.find(word);
  const size_t with = found == word_counts_.end() ? 0 : static_cast<size_t>(found->second);
  return std::max(0.3, Rarity(names_.size(), with));
}

// Those that share the most telling groups of letters.
std::vector<uint32_t> NameIndex::Candidates(const Name& asked) const {
  std::vector<float> shared(names_.size(), 0);
  std::vector<uint32_t> touched;
  for (const uint32_t group : GroupsOf(asked.words, asked.joined)) {
    const auto found = groups_.find(group);
    if (found == groups_.end()) continue;
    const double weight = Rarity(names_.size(), found->second.size());
    for (const uint32_t at : found->second) {
      if (shared[at] == 0) touched.push_back(at);
      shared[at] += static_cast<float>(weight * weight / names_[at].norm);
    }
  }
  const auto better = [&](uint32_t a, uint32_t b) {
    return shared[a] != shared[b] ? shared[a] > shared[b] : a < b;
  };
  if (touched.size() > kLookedAt) {
    std::nth_element(touched.begin(), touched.begin() + kLookedAt, touched.end(), better);
    touched.resize(kLookedAt);
  }
  return touched;
}

// How much of what was typed is in the name, and of the name in what was typed.
double NameIndex::WordsScore(const Name& asked, const Name& known) {
  std::vector<double> best(known.words.size(), 0);
  double typed = 0, typed_found = 0;
  for (size_t k = 0; k < asked.words.size(); ++k) {
    double nearest = 0;
    double weight = asked.weights[k];
    for (size_t i = 0; i < known.words.size(); ++i) {
      const double like = Likeness(asked.words[k], known.words[i]);
      if (like < kAlike) continue;
      best[i] = std::max(best[i], like);
      if (like <= nearest) continue;
      nearest = like;
      weight = known.weights[i];
    }
    typed += weight;
    typed_found += weight * nearest;
  }
  double name = 0, name_found = 0;
  for (size_t i = 0; i < known.words.size(); ++i) {
    name += known.weights[i];
    name_found += known.weights[i] * best[i];
  }
  return 0.55 * typed_found / typed + 0.45 * name_found / name;
}

double NameIndex::Score(const Name& asked, const Name& known) {
  if (asked.words == known.words) return 1;
  const double score =
      std::max(WordsScore(asked, known), kJoined * LetterLikeness(asked.joined, known.joined));
  // Spelt otherwise it may be another firm.
  const bool spelt =
      asked.joined == known.joined ||
      std::all_of(asked.words.begin(), asked.words.end(), [&](const NameWord& one) {
        return std::find(known.words.begin(), known.words.end(), one) != known.words.end();
      });
  return std::min(spelt ? 0.99 : kMisspelt, score);
}

std::vector<NameHit> NameIndex::Find(std::string_view words, size_t most) const {
  Name asked = Read(words);
  if (asked.joined.empty()) return {};
  for (const NameWord& word : asked.words)
    asked.weights.push_back(Weight(word.letters));
  std::vector<NameHit> hits;
  for (const uint32_t at : Candidates(asked)) {
    const double score = Score(asked, names_[at]);
    if (score >= kRemote) hits.push_back({names_[at].row, score});
  }
  std::sort(hits.begin(), hits.end(), [](const NameHit& a, const NameHit& b) {
    return a.score != b.score ? a.score > b.score : a.row < b.row;
  });
  std::vector<NameHit> best;
  for (const NameHit& hit : hits) {
    if (best.size() == most || hit.score < hits.front().score - kFarBehind) break;
    const bool there = std::any_of(best.begin(), best.end(),
                                   [&](const NameHit& one) { return one.row == hit.row; });
    if (!there) best.push_back(hit);
  }
  return best;
}

namespace {

bool IsClear(const std::vector<NameHit>& hits, double enough) {
  if (hits.empty()) return false;
  const double second = hits.size() > 1 ? hits[1].score : 0;
  // "Alma" is meant by "Alma" although there is an "Almas".
  if (hits[0].score >= 1) return second < 1;
  return hits[0].score >= enough && hits[0].score - second >= kClear;
}

}  // namespace

bool IsSure(const std::vector<NameHit>& hits) {
  return IsClear(hits, kSure);
}

bool IsLikely(const std::vector<NameHit>& hits) {
  return IsClear(hits, kLikely);
}

}  // namespace tipline::flows
