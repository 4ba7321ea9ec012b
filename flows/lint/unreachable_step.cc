// A step that no way leads to.
#include <vector>

#include "flows/lint/lint.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

void Check(const LintSubject& subject, Report& report) {
  for (const Flow& flow : subject.data.flows) {
    if (flow.start < 0) continue;
    std::vector<bool> seen(flow.steps.size(), false);
    std::vector<size_t> open = {static_cast<size_t>(flow.start)};
    seen[open.front()] = true;
    while (!open.empty()) {
      const Step& step = flow.steps[open.back()];
      open.pop_back();
      for (const Exit& exit : step.kind->Exits(step)) {
        if (exit.target.index < 0 || seen[static_cast<size_t>(exit.target.index)]) continue;
        seen[static_cast<size_t>(exit.target.index)] = true;
        open.push_back(static_cast<size_t>(exit.target.index));
      }
    }
    for (size_t i = 0; i < seen.size(); ++i)
      if (!seen[i]) report.Add(flow, &flow.steps[i], "", "no way leads here");
  }
}

const RegisterRule kRegister("unreachable_step", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
