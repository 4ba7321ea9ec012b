// The operational indicators of ILO and European Commission (domain.md §2.3): a dimension is
// positive with 2 strong signs; 1 strong and 1 other; 3 medium; or 2 medium and 1 weak. Two
// positive dimensions are P2; means, exploitation and coercion together are P1. Used to order work,
// never to reject.
#include <map>

#include "flows/triage/dimension_count.h"
#include "flows/triage/rule.h"

namespace tipline::flows::triage {
namespace {

constexpr int kPerDimension = 6;

void Apply(Reading& reading) {
  std::map<std::string, DimensionCount> counts;
  for (const Hit& hit : reading.hits) {
    if (hit.negated) continue;
    for (const std::string& dimension : hit.sign->dimensions) {
      DimensionCount& count = counts[dimension];
      if (hit.sign->strength == Strength::kStrong) ++count.strong;
      if (hit.sign->strength == Strength::kMedium) ++count.medium;
      if (hit.sign->strength == Strength::kWeak) ++count.weak;
    }
  }
  std::string positive;
  int number = 0;
  for (const auto& [dimension, count] : counts) {
    if (!count.Positive()) continue;
    positive += (positive.empty() ? "" : ", ") + dimension;
    ++number;
  }
  if (number > 0) reading.Note("dimensions", "positive: " + positive, kPerDimension * number);
  if (number >= 2)
    reading.Raise(Priority::kP2, "dimensions", "two or more dimensions are positive", 0);
  const auto any = [&counts](const char* dimension) { return counts.count(dimension) != 0; };
  if ((any("D1") || any("D2") || any("D3")) && any("D4") && any("D5"))
    reading.Raise(Priority::kP1, "dimensions", "recruitment, exploitation and coercion together",
                  kPerDimension);
}

const RegisterTriageRule kRegister("dimensions", Stage::kTogether, Apply);

}  // namespace
}  // namespace tipline::flows::triage
