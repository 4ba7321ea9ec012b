// What a member of staff may be. Bits, because rights do not nest: an administrator runs the
// service and does not read cases (domain.md §3.9).
#pragma once

#include <optional>
#include <string_view>

namespace tipline::console {

enum Grade : unsigned { kAgent = 1, kSupervisor = 2, kAdmin = 4 };
using Grades = unsigned;

constexpr Grades kNoSession = 0;  // signing in
constexpr Grades kSignedIn = kAgent | kSupervisor | kAdmin;
constexpr Grades kCaseWork = kAgent | kSupervisor;

const char* GradeName(Grade grade);  // "agent", "supervisor", "admin"
std::optional<Grade> GradeFromName(std::string_view name);

}  // namespace tipline::console
