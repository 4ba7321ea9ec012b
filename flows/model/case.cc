#include "flows/model/case.h"

#include <array>

namespace tipline {
namespace {

constexpr std::array<const char*, 5> kPriorities = {"P0", "P1", "P2", "P3", "P4"};

}  // namespace

const char* PriorityName(Priority p) {
  return kPriorities[static_cast<size_t>(p)];
}

std::optional<Priority> PriorityFromName(std::string_view name) {
  for (size_t i = 0; i < kPriorities.size(); ++i)
    if (name == kPriorities[i]) return static_cast<Priority>(i);
  return std::nullopt;
}

}  // namespace tipline
