// SkipEmpty and Prune: steps of a draft that are passed over, and those that nothing leads to.
#include <algorithm>
#include <vector>

#include "flows/exchange/draft_fold.h"

namespace tipline::flows::exchange {
namespace {

// A message of which nothing is left.
bool SaysNothing(const DraftStep& step) {
  return step.kind == "say" && std::all_of(step.text.begin(), step.text.end(),
                                           [](const auto& text) { return text.second.empty(); });
}

// A circle of steps that do nothing ends.
std::string Beyond(std::string target, size_t steps, DraftTargets& targets) {
  for (size_t i = 0; i <= steps; ++i) {
    const DraftStep* step = targets.Find(target);
    if (step == nullptr || !step->kind.empty()) return target;
    target = step->next;
  }
  return {};
}

// A case needs a step to go to: where nothing was left of it, one that ends.
void EndCases(DraftFlow& flow) {
  const auto ends = [](const Case& one) { return one.next.name.empty(); };
  for (size_t i = 0; i < flow.steps.size(); ++i) {
    const auto& cases = flow.steps[i].cases;
    if (std::none_of(cases.begin(), cases.end(), ends)) continue;
    const std::string finish = flow.Finish();
    for (Case& one : flow.steps[i].cases)
      if (ends(one)) one.next.name = finish;
  }
}

}  // namespace

void SkipEmpty(DraftFlow& flow, DraftTargets& targets) {
  for (DraftStep& step : flow.steps)
    if (SaysNothing(step)) step.kind.clear();
  const auto beyond = [&](const std::string& target) {
    return Beyond(target, flow.steps.size(), targets);
  };
  targets.Each([&](std::string& target) { target = beyond(target); });
  for (DraftStep& step : flow.steps)
    if (step.miss) step.miss = beyond(*step.miss);
  EndCases(flow);
  if (flow.start.empty()) flow.start = flow.Finish();  // all of it does nothing
  targets.Index();
}

void Prune(DraftFlow& flow, const std::set<std::string>& folded, DraftTargets& targets,
           Losses& losses) {
  std::set<std::string> reached;
  std::vector<std::string> open = {flow.start};
  while (!open.empty()) {
    const std::string id = open.back();
    open.pop_back();
    DraftStep* step = targets.Find(id);
    if (step == nullptr || !reached.insert(id).second) continue;
    DraftTargets::EachOf(*step, [&](std::string& target) { open.push_back(target); });
  }
  for (const DraftStep& step : flow.steps)
    if (reached.count(step.id) == 0 && folded.count(step.id) == 0 && !step.kind.empty())
      losses.push_back({flow.name, step.id, "the step", "nothing leads to it any more"});
  auto& steps = flow.steps;
  steps.erase(std::remove_if(steps.begin(), steps.end(),
                             [&](const DraftStep& s) { return reached.count(s.id) == 0; }),
              steps.end());
  targets.Index();
}

}  // namespace tipline::flows::exchange
