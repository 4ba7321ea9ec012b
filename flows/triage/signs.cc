// What the words show: each sign of the lexicon adds its indicator, its floor, and points =
// severity x urgency x certainty (domain.md §5.2, in the vocabulary of CAP: each 1 to 3).
#include <string>

#include "flows/triage/rule.h"

namespace tipline::flows::triage {
namespace {

// Immediate if the words or the answers say now; what nobody said counts as going on.
int Urgency(const Reading& reading, const Sign& sign) {
  return sign.immediate || reading.tip.danger_now || reading.Answered("now", "yes") ? 3 : 2;
}

// Told by the person, or seen or heard by somebody else.
int Certainty(const Reading& reading) {
  return reading.tip.about == "me" ? 3 : 2;
}

void Apply(Reading& reading) {
  for (const Hit& hit : reading.hits) {
    const Sign& sign = *hit.sign;
    if (hit.negated) {
      reading.Note(sign.id, sign.title + ": said not to be so: " + reading.Quote(hit), 0);
      continue;
    }
    const int points = sign.severity * Urgency(reading, sign) * Certainty(reading);
    const std::string evidence = sign.title + ": " + reading.Quote(hit);
    if (sign.floor)
      reading.Raise(*sign.floor, sign.id, evidence, points);
    else
      reading.Raise(Priority::kP3, sign.id, evidence, points);
    if (!sign.indicator.empty()) reading.AddIndicator(sign.indicator);
  }
}

const RegisterTriageRule kRegister("signs", Stage::kSigns, Apply);

}  // namespace
}  // namespace tipline::flows::triage
