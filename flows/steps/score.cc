// {"id":"count","kind":"score","var":"risk","points":[{"item":"wages","var":"pay","is":"no",
// "weight":"medium","text":"the pay"}],"next":"x"}
// Counts what the answers so far speak of, each with the weight of its operational indicator
// (domain.md §2.3). The variable becomes "none", "some", or "positive" where the points are enough
// for the dimension; texts can use {risk_count}, {risk_points}, their names in one line, and
// {risk_mark}, which is + where they are enough, else -.
// "private":true: in no tip before a `keep` step. A variable with several values counts by each.
#include <algorithm>

#include "flows/engine/step_reader.h"
#include "flows/steps/kind.h"
#include "flows/triage/dimension_count.h"

namespace tipline::flows {
namespace {

bool Counts(const Conversation& conversation, const Point& point) {
  const auto value = conversation.Value(point.var);
  if (!value) return false;
  const std::string several = "," + *value + ",";
  return std::any_of(point.values.begin(), point.values.end(), [&](const std::string& one) {
    return several.find("," + one + ",") != std::string::npos;
  });
}

void Add(Weight weight, DimensionCount& count) {
  if (weight == Weight::kStrong) ++count.strong;
  if (weight == Weight::kMedium) ++count.medium;
  if (weight == Weight::kWeak) ++count.weak;
}

class Score final : public StepKind {
 public:
  const char* name() const override { return "score"; }
  void Read(StepReader& reader, Step& step) const override {
    step.var = reader.Name("var");
    step.points = reader.Points();
    if (reader.Flag("private")) step.secret = step.var;
    step.gives = {step.var + "_count", step.var + "_points", step.var + "_mark"};
  }
  // The weightiest first: a small screen may not hold them all.
  Move Run(Conversation& conversation, const Step& step) const override {
    std::vector<const Point*> counted;
    DimensionCount count;
    for (const Point& point : step.points) {
      if (!Counts(conversation, point)) continue;
      Add(point.weight, count);
      counted.push_back(&point);
    }
    std::stable_sort(counted.begin(), counted.end(),
                     [](const Point* a, const Point* b) { return a->weight > b->weight; });
    std::string names;
    for (const Point* point : counted)
      if (!point->text.empty())
        names += (names.empty() ? "" : ", ") + conversation.Text(point->text);
    conversation.Set(step.var, count.Positive() ? "positive" : count.all() > 0 ? "some" : "none");
    conversation.SetFound(step.gives[0], std::to_string(count.all()));
    conversation.SetFound(step.gives[1], names);
    conversation.SetFound(step.gives[2], count.Positive() ? "+" : "-");
    return Go(step.next);
  }
};

const RegisterStep kRegister(std::make_unique<Score>());

}  // namespace
}  // namespace tipline::flows
