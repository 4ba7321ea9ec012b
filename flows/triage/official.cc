// Officials, police or staff said to be involved while somebody is at risk: P1, and routing keeps
// it from their colleagues (domain.md §3.9, §5.1).
#include "flows/triage/rule.h"

namespace tipline::flows::triage {
namespace {

constexpr int kPoints = 12;

void Apply(Reading& reading) {
  if (!reading.Shows("official")) return;
  const bool at_risk = reading.ShowsExploitation() || reading.out.child ||
                       reading.out.priority <= Priority::kP1 || reading.tip.about == "me" ||
                       reading.tip.about == "someone";
  if (reading.tip.about == "saw" && !at_risk)
    reading.Raise(Priority::kP2, "official", "an official may be involved in what was seen",
                  kPoints);
  if (at_risk)
    reading.Raise(Priority::kP1, "official", "an official may be involved, and a person is at risk",
                  kPoints);
}

const RegisterTriageRule kRegister("official", Stage::kTogether, Apply);

}  // namespace
}  // namespace tipline::flows::triage
