// "Did you mean ...": the name that a mistyped one is closest to. Pure; thread-safe.
// Tests: tests/gateway/base/nearest_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tipline {

// Letters to insert, delete, change or swap with a neighbour to get from one to the other.
size_t EditDistance(std::string_view a, std::string_view b);

// The closest of `names`, if no more than a third of its letters differ; else empty.
std::string Nearest(std::string_view typed, const std::vector<std::string>& names);

}  // namespace tipline
