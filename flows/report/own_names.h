// Whether words name somebody whom the facilitator is close to: household, employer, patron
// (domain.md F58). A slip of the pen is forgiven. Pure; thread-safe. Tests: tests/flows/report
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tipline::flows::report {

// Any of the names, as a whole: "Vandoro Farms" is named by "vandorro farm", not by "farm".
bool NamesAny(std::string_view words, const std::vector<std::string>& names);

}  // namespace tipline::flows::report
