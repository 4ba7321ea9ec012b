#include "flows/engine/duress_index.h"

#include <algorithm>
#include <functional>

namespace tipline::flows {

DuressIndex::DuressIndex(const std::vector<std::vector<std::string>>& words) {
  for (const auto& language : words)
    for (const std::string& word : language) {
      if (word.empty() || word.size() >= kLongest) continue;
      sizes_.set(word.size());
      longest_ = std::max(longest_, word.size());
      may_be_.Add(word);
      words_.push_back(word);
    }
  may_be_.Seal();
  std::sort(words_.begin(), words_.end());
}

bool DuressIndex::Is(std::string_view key) const {
  return key.size() <= longest_ && sizes_.test(key.size()) && may_be_.MayHold(key) &&
         std::binary_search(words_.begin(), words_.end(), key, std::less<>());
}

size_t DuressIndex::EndAt(std::string_view key) const {
  if (Is(key)) return 0;
  const size_t last = std::min(longest_, key.empty() ? 0 : key.size() - 1);
  for (size_t size = 1; size <= last; ++size)
    if (key[key.size() - size - 1] == ' ' && Is(key.substr(key.size() - size)))
      return key.size() - size;
  return std::string_view::npos;
}

}  // namespace tipline::flows
