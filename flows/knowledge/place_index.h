// Which names are spelt like this one: the same, or near by letters or by ear. A few that share
// groups of three letters, or all consonants, are looked at closely; never all of them. Filled
// once, then immutable and thread-safe. Tests: places_test.cc
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tipline::flows {

struct NearKey {
  uint32_t key = 0;  // index of a distinct key
  int distance = 0;  // quarters of an edit
};

class PlaceIndex {
 public:
  void Add(std::string_view key, uint32_t row);  // a row may have several keys
  void Finish();                                 // after the last Add

  // The rows of exactly this key.
  std::pair<const uint32_t*, const uint32_t*> Exact(std::string_view key) const;
  // Those within AllowedDistance and `more`, the nearest first; not the key itself.
  std::vector<NearKey> Near(std::string_view key, int more) const;
  std::pair<const uint32_t*, const uint32_t*> RowsOf(uint32_t key) const;
  std::string_view Key(uint32_t key) const;
  size_t bytes() const;  // that it holds

 private:
  void SortKeys();
  void IndexGroups();
  void Collect(std::string_view key, std::vector<uint32_t>& candidates) const;

  std::string text_;                 // the keys, one after the other
  std::vector<uint32_t> starts_;     // of each key in text_, and the end
  std::vector<uint32_t> first_row_;  // of each key in rows_, and the end
  std::vector<uint32_t> rows_;
  std::vector<uint32_t> first_in_group_;  // by group of three letters, in groups_, and the end
  std::vector<uint32_t> groups_;          // keys
  std::vector<std::pair<uint32_t, uint32_t>> sounds_;  // hash, key; sorted
  struct Added {
    uint64_t begin = 0;  // the key's first bytes
    uint32_t start = 0;
    uint32_t size = 0;
    uint32_t row = 0;
  };
  std::vector<Added> added_;  // until Finish
};

}  // namespace tipline::flows
