// The sum of all points: many small signs together are urgent too, with or without restraint or
// movement (domain.md §0, fact 1).
#include "flows/triage/rule.h"

namespace tipline::flows::triage {
namespace {

constexpr int kHigh = 18, kUrgent = 54;

void Apply(Reading& reading) {
  if (!reading.ShowsExploitation()) return;
  int sum = 0;
  for (const Reason& reason : reading.out.reasons)
    sum += reason.points;
  if (sum >= kUrgent)
    reading.Raise(Priority::kP1, "score", "many signs together: " + std::to_string(sum) + " points",
                  0);
  else if (sum >= kHigh)
    reading.Raise(Priority::kP2, "score",
                  "several signs together: " + std::to_string(sum) + " points", 0);
}

const RegisterTriageRule kRegister("score", Stage::kSum, Apply);

}  // namespace
}  // namespace tipline::flows::triage
