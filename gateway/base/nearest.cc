#include "gateway/base/nearest.h"

#include <algorithm>

namespace tipline {

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> cost(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

std::string Nearest(std::string_view typed, const std::vector<std::string>& names) {
  constexpr size_t kLongest = 64;  // no name is longer; bounds the work for hostile input
  std::string best;
  size_t least = kLongest;
  if (typed.size() > kLongest) return best;
  for (const std::string& name : names) {
    const size_t distance = EditDistance(typed, name);
    if (distance < least && distance * 3 <= std::max<size_t>(name.size(), 3)) {
      least = distance;
      best = name;
    }
  }
  return best;
}

}  // namespace tipline
