#include "gateway/console/grade.h"

namespace tipline::console {

const char* GradeName(Grade grade) {
  switch (grade) {
    case kAgent:
      return "agent";
    case kSupervisor:
      return "supervisor";
    case kAdmin:
      return "admin";
  }
  return "";
}

std::optional<Grade> GradeFromName(std::string_view name) {
  for (const Grade grade : {kAgent, kSupervisor, kAdmin})
    if (name == GradeName(grade)) return grade;
  return std::nullopt;
}

}  // namespace tipline::console
