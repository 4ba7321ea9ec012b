// What the packs of a kind of work ask (config/flows/sector.json and its subflows), by their coded
// answers: indicators, and how much they weigh. The words beside them are read like all others.
#include <array>
#include <string_view>

#include "flows/triage/rule.h"

namespace tipline::flows::triage {
namespace {

struct Answer {
  const char* variable;
  std::string_view value;
  const char* indicator;
  const char* evidence;
  int points;
};
constexpr std::array<Answer, 7> kAnswers = {{
    {"work_papers", "no", "ILO07", "answered: others keep the papers", 9},
    {"work_leave", "no", "ILO03", "answered: cannot leave the work", 9},
    {"work_debt", "yes", "ILO09", "answered: has to pay before leaving", 9},
    {"work_hurt", "yes", "ILO05", "answered: people are hurt", 9},
    {"work_lives_in", "yes", "ILO04", "answered: lives where they work", 3},
    {"work_money", "others", "ILO08", "answered: others keep the money", 6},
    {"sector", "fishing", "ILO04", "answered: works on a boat or ship", 3},
}};

// One sign alone is a question of work; two are more. Who is hurt, or has to pay to get out, and
// cannot leave, is held.
void Apply(Reading& reading) {
  int signs = 0;
  for (const Answer& one : kAnswers) {
    if (!reading.Answered(one.variable, one.value)) continue;
    reading.AddIndicator(one.indicator);
    reading.Note("sector", one.evidence, one.points);
    if (one.points >= 6) ++signs;
  }
  if (signs >= 2) reading.Raise(Priority::kP2, "sector", "two or more signs at the work", 0);
  if (reading.Answered("work_leave", "no") && signs >= 2)
    reading.Raise(Priority::kP1, "sector", "cannot leave, and another sign beside it", 0);
}

const RegisterTriageRule kRegister("sector", Stage::kSigns, Apply);

}  // namespace
}  // namespace tipline::flows::triage
