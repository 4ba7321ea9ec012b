// What a complaint about a recruiter says by its coded answers (config/flows/complaint.json): the
// indicator, and how much it weighs. The words beside it are read like all others.
#include <array>
#include <string_view>

#include "flows/triage/rule.h"

namespace tipline::flows::triage {
namespace {

struct Kind {
  std::string_view answer;
  const char* indicator;
  const char* evidence;
  int points;
};
constexpr std::array<Kind, 6> kKinds = {{
    {"fee", "RECRUITER", "answered: a recruiter took money", 3},
    {"papers_kept", "ILO07", "answered: a recruiter keeps the papers", 9},
    {"contract_changed", "ILO02", "answered: the contract was changed", 6},
    {"different_job", "ILO02", "answered: the work is not what was agreed", 6},
    {"no_work", "RECRUITER", "answered: no work came", 3},
    {"false_papers", "RECRUITER", "answered: the papers are not real", 6},
}};

void Apply(Reading& reading) {
  for (const Kind& kind : kKinds) {
    if (!reading.Answered("complaint", kind.answer)) continue;
    reading.AddIndicator(kind.indicator);
    reading.Note("complaint", kind.evidence, kind.points);
  }
  if (reading.Answered("complaint", "papers_kept"))
    reading.Raise(Priority::kP2, "complaint", "papers are kept: the person may not be free to go",
                  0);
}

const RegisterTriageRule kRegister("complaint", Stage::kSigns, Apply);

}  // namespace
}  // namespace tipline::flows::triage
