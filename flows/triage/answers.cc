// What the person answered to the flow's questions. Triage is never below it (domain.md §5.1).
#include "flows/triage/rule.h"

namespace tipline::flows::triage {
namespace {

constexpr int kImminent = 27, kUrgent = 18, kHigh = 9, kStandard = 3;

void ApplyDanger(Reading& reading) {
  if (reading.tip.duress)
    reading.Raise(Priority::kP0, "answers", "the duress word was used", kImminent);
  if (reading.tip.danger_now || reading.Answered("danger_now", "yes"))
    reading.Raise(Priority::kP0, "answers", "answered: somebody is in danger now", kImminent);
  else if (reading.Answered("danger_now", "not_sure"))
    reading.Raise(Priority::kP1, "answers", "answered: not sure whether somebody is in danger now",
                  kUrgent);
  if (reading.Answered("safe", "urgent"))
    reading.Raise(Priority::kP1, "answers", "chose: urgent", kUrgent);
  if (reading.Answered("out", "come") || reading.Answered("out", "stay_away"))
    reading.Raise(Priority::kP1, "answers", "answered: cannot get out", kUrgent);
}

void ApplyAbout(Reading& reading) {
  const std::string& about = reading.tip.about;
  const bool wrote = !reading.words.empty();
  if (reading.tip.wants_callback)
    reading.Raise(Priority::kP2, "answers", "asked to be called", kHigh);
  if (about == "me" && !wrote)
    reading.Raise(Priority::kP2, "answers", "about themselves, and nothing more is known yet",
                  kHigh);
  else if (about == "info" || (about == "job" && !wrote))
    reading.Raise(Priority::kP4, "answers",
                  about == "job" ? "asked about a job" : "asked for information", 0);
  else if (about == "missed_call")
    reading.Raise(Priority::kP3, "answers", "somebody rang and was not answered", kStandard);
  else
    reading.Raise(Priority::kP3, "answers", "somebody told us something", kStandard);
  if (reading.Answered("open_case_urgent", "yes"))
    reading.Raise(Priority::kP1, "answers", "rang, and has an urgent case", kUrgent);
  if (reading.Answered("now", "yes"))
    reading.Note("answers", "answered: it is happening now", kStandard);
}

void Apply(Reading& reading) {
  ApplyDanger(reading);
  ApplyAbout(reading);
}

const RegisterTriageRule kRegister("answers", Stage::kSigns, Apply);

}  // namespace
}  // namespace tipline::flows::triage
