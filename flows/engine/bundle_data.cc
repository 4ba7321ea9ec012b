#include "flows/engine/bundle_data.h"

#include <algorithm>

namespace tipline::flows {

int Flow::Find(std::string_view id) const {
  if (by_id.size() == steps.size()) {
    const auto found = std::lower_bound(
        by_id.begin(), by_id.end(), id,
        [](const auto& one, std::string_view wanted) { return Before(one.first, wanted); });
    return found != by_id.end() && found->first == id ? found->second : -1;
  }
  for (size_t i = 0; i < steps.size(); ++i)
    if (steps[i].id == id) return static_cast<int>(i);
  return -1;
}

int BundleData::FindFlow(std::string_view flow) const {
  for (size_t i = 0; i < flows.size(); ++i)
    if (flows[i].name == flow) return static_cast<int>(i);
  return -1;
}

int BundleData::FindLanguage(std::string_view language) const {
  for (size_t i = 0; i < languages.size(); ++i)
    if (languages[i] == language) return static_cast<int>(i);
  return -1;
}

}  // namespace tipline::flows
