// A step that no way leads to; a keyword is a way, too.
#include <vector>

#include "flows/lint/lint.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

void Check(const LintSubject& subject, Report& report) {
  for (const Flow& flow : subject.data.flows) {
    if (flow.start < 0) continue;
    std::vector<bool> seen(flow.steps.size(), false);
    std::vector<size_t> open;
    const auto reach = [&](const Target& target) {
      if (target.index < 0 || seen[static_cast<size_t>(target.index)]) return;
      seen[static_cast<size_t>(target.index)] = true;
      open.push_back(static_cast<size_t>(target.index));
    };
    reach({flow.start_name, flow.start});
    if (&flow == &subject.data.flows.front())
      for (const Keyword& keyword : subject.data.keywords)
        reach(keyword.next);
    while (!open.empty()) {
      const Step& step = flow.steps[open.back()];
      open.pop_back();
      for (const Exit& exit : step.kind->Exits(step))
        reach(exit.target);
    }
    for (size_t i = 0; i < seen.size(); ++i)
      if (!seen[i]) report.Add(flow, &flow.steps[i], "", "no way leads here");
  }
}

const RegisterRule kRegister("unreachable_step", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
