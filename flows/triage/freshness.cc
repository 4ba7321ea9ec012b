// A fresh tip (7 days) with a place that somebody can act on is P2; one whose person is still in a
// situation that can hurt is P1 (domain.md §5.1). What was before, or is not said, lowers nothing.
#include "flows/triage/rule.h"

namespace tipline::flows::triage {
namespace {

constexpr Millis kFresh = std::chrono::hours(7 * 24);
constexpr int kSevere = 2, kPoints = 6;

void Apply(Reading& reading) {
  if (!reading.ShowsExploitation()) return;
  bool severe = false;
  for (const Hit& hit : reading.hits)
    severe = severe || (!hit.negated && hit.sign->severity >= kSevere);
  if (severe && reading.Answered("now", "yes"))
    reading.Raise(Priority::kP1, "freshness", "happening now, to a person who can be harmed",
                  kPoints);
  const bool fresh =
      reading.now - reading.tip.received_at <= kFresh && !reading.Answered("now", "no");
  if (fresh && !reading.out.place.empty())
    reading.Raise(Priority::kP2, "freshness", "fresh, and the place is known", kPoints);
}

const RegisterTriageRule kRegister("freshness", Stage::kTogether, Apply);

}  // namespace
}  // namespace tipline::flows::triage
