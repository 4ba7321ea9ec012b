// Whether a text may be one of many, at the cost of one hash: the texts of all options in fourteen
// languages need not be compared with every message. May say yes to a text that is none (one in
// 2^64 / size()), never no to one that is. Immutable once sealed; thread-safe.
// Tests: tests/flows/engine/text_set_test.cc
#pragma once

#include <algorithm>
#include <functional>
#include <string_view>
#include <vector>

namespace tipline::flows {

class TextSet {
 public:
  void Add(std::string_view text) {
    if (!text.empty()) hashes_.push_back(Hash(text));
  }
  void Seal() {
    std::sort(hashes_.begin(), hashes_.end());
    hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
    hashes_.shrink_to_fit();
  }
  bool MayHold(std::string_view text) const {
    return std::binary_search(hashes_.begin(), hashes_.end(), Hash(text));
  }
  size_t size() const { return hashes_.size(); }

 private:
  static size_t Hash(std::string_view text) { return std::hash<std::string_view>()(text); }
  std::vector<size_t> hashes_;
};

}  // namespace tipline::flows
