#include "flows/knowledge/place_index.h"

#include <algorithm>

#include "flows/knowledge/place_name.h"

namespace tipline::flows {
namespace {

constexpr uint32_t kLetters = 39;  // a-z, 0-9, both ends of a word, everything else
constexpr uint32_t kGroups = kLetters * kLetters * kLetters;
constexpr uint32_t kBegin = 36;
constexpr uint32_t kEnd = 37;
constexpr size_t kLongKey = 6;      // from here on two groups must agree: one is too common
constexpr size_t kMostChanged = 9;  // groups of a long key
constexpr size_t kMinSound = 2;

uint32_t LetterOf(char c) {
  if (c >= 'a' && c <= 'z') return static_cast<uint32_t>(c - 'a');
  if (c >= '0' && c <= '9') return static_cast<uint32_t>(c - '0') + 26;
  return 38;
}

// Calls `use` with each group of three letters of ^key$.
template <typename Use>
void ForGroups(std::string_view key, Use use) {
  uint32_t before = kBegin;
  for (size_t i = 0; i < key.size(); ++i) {
    const uint32_t here = LetterOf(key[i]);
    const uint32_t after = i + 1 < key.size() ? LetterOf(key[i + 1]) : kEnd;
    use((before * kLetters + here) * kLetters + after);
    before = here;
  }
}

// The first eight bytes as a number: nearly every comparison ends with it.
uint64_t BeginOf(std::string_view key) {
  uint64_t begin = 0;
  for (size_t i = 0; i < 8; ++i)
    begin = begin << 8U | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0U);
  return begin;
}

// Two and a half edits leave the others as they are; vowels that changed are found by ear.
uint8_t GroupsNeeded(size_t length) {
  if (length < kLongKey) return 1;
  return static_cast<uint8_t>(std::max<size_t>(length, kMostChanged + 2) - kMostChanged);
}

uint32_t HashOf(std::string_view text) {
  uint32_t hash = 2166136261U;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

}  // namespace

void PlaceIndex::Add(std::string_view key, uint32_t row) {
  if (key.empty()) return;
  added_.push_back(
      {BeginOf(key), static_cast<uint32_t>(text_.size()), static_cast<uint32_t>(key.size()), row});
  text_ += key;
}

void PlaceIndex::Finish() {
  SortKeys();
  IndexGroups();
}

void PlaceIndex::SortKeys() {
  const std::string text = std::move(text_);
  text_.clear();
  const auto key = [&](const Added& one) {
    return std::string_view(text).substr(one.start, one.size);
  };
  std::sort(added_.begin(), added_.end(), [&](const Added& a, const Added& b) {
    if (a.begin != b.begin) return a.begin < b.begin;
    const int order = key(a).compare(key(b));
    return order == 0 ? a.row < b.row : order < 0;
  });
  rows_.reserve(added_.size());
  std::string_view last;
  for (const Added& one : added_) {
    if (starts_.empty() || key(one) != last) {
      starts_.push_back(static_cast<uint32_t>(text_.size()));
      first_row_.push_back(static_cast<uint32_t>(rows_.size()));
      text_ += key(one);
      last = key(one);
    } else if (rows_.back() == one.row) {
      continue;
    }
    rows_.push_back(one.row);
  }
  starts_.push_back(static_cast<uint32_t>(text_.size()));
  first_row_.push_back(static_cast<uint32_t>(rows_.size()));
  text_.shrink_to_fit();
  starts_.shrink_to_fit();
  first_row_.shrink_to_fit();
  added_ = {};
}

// Counts first, so that all lists lie in one block.
void PlaceIndex::IndexGroups() {
  const auto count = static_cast<uint32_t>(starts_.size() - 1);
  first_in_group_.assign(kGroups + 1, 0);
  sounds_.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    ForGroups(Key(i), [&](uint32_t group) { ++first_in_group_[group + 1]; });
    const std::string sound = PlaceSound(Key(i));
    if (sound.size() >= kMinSound) sounds_.emplace_back(HashOf(sound), i);
  }
  for (uint32_t group = 0; group < kGroups; ++group)
    first_in_group_[group + 1] += first_in_group_[group];
  groups_.resize(first_in_group_[kGroups]);
  std::vector<uint32_t> next(first_in_group_.begin(), first_in_group_.end() - 1);
  for (uint32_t i = 0; i < count; ++i)
    ForGroups(Key(i), [&](uint32_t group) { groups_[next[group]++] = i; });
  std::sort(sounds_.begin(), sounds_.end());
}

std::string_view PlaceIndex::Key(uint32_t key) const {
  return std::string_view(text_).substr(starts_[key], starts_[key + 1] - starts_[key]);
}

std::pair<const uint32_t*, const uint32_t*> PlaceIndex::RowsOf(uint32_t key) const {
  return {rows_.data() + first_row_[key], rows_.data() + first_row_[key + 1]};
}

std::pair<const uint32_t*, const uint32_t*> PlaceIndex::Exact(std::string_view key) const {
  uint32_t low = 0;
  auto high = static_cast<uint32_t>(starts_.empty() ? 0 : starts_.size() - 1);
  const uint32_t count = high;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (Key(middle) < key)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == count || Key(low) != key) return {nullptr, nullptr};
  return RowsOf(low);
}

void PlaceIndex::Collect(std::string_view key, std::vector<uint32_t>& candidates) const {
  static thread_local std::vector<uint8_t> shared;  // by key; a fresh one costs more than the rest
  shared.assign(starts_.size(), 0);
  const uint8_t needed = GroupsNeeded(key.size());
  ForGroups(key, [&](uint32_t group) {
    for (uint32_t i = first_in_group_[group]; i < first_in_group_[group + 1]; ++i)
      if (++shared[groups_[i]] == needed) candidates.push_back(groups_[i]);
  });
  const std::string sound = PlaceSound(key);
  if (sound.size() < kMinSound) return;
  const uint32_t hash = HashOf(sound);
  for (auto at = std::lower_bound(sounds_.begin(), sounds_.end(), std::pair(hash, uint32_t{0}));
       at != sounds_.end() && at->first == hash; ++at)
    if (shared[at->second] < needed) candidates.push_back(at->second);
}

std::vector<NearKey> PlaceIndex::Near(std::string_view key, int more) const {
  std::vector<NearKey> near;
  const int most = AllowedDistance(key.size()) + more;
  if (key.size() < 3 || starts_.size() < 2) return near;
  std::vector<uint32_t> candidates;
  Collect(key, candidates);
  // A letter more costs a quarter at least, one of another kind half an edit.
  const size_t longer = static_cast<size_t>(most) / 2;
  for (const uint32_t one : candidates) {
    const std::string_view known = Key(one);
    if (known.size() > key.size() + longer || key.size() > known.size() + longer) continue;
    const int allowed = std::min(most, AllowedDistance(known.size()) + more);
    const int distance = PlaceDistance(key, known, allowed);
    if (distance > 0 && distance <= allowed) near.push_back({one, distance});
  }
  std::sort(near.begin(), near.end(), [](const NearKey& a, const NearKey& b) {
    return a.distance == b.distance ? a.key < b.key : a.distance < b.distance;
  });
  return near;
}

size_t PlaceIndex::bytes() const {
  return text_.capacity() +
         sizeof(uint32_t) * (starts_.capacity() + first_row_.capacity() + rows_.capacity() +
                             first_in_group_.capacity() + groups_.capacity()) +
         sizeof(sounds_[0]) * sounds_.capacity();
}

}  // namespace tipline::flows
