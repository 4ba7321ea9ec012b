// Steps that lead into each other without ever asking anything: the engine would have to give up.
#include <vector>

#include "flows/lint/lint.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

enum class Mark { kNew, kOpen, kDone };

bool FindsLoop(const Flow& flow, size_t at, std::vector<Mark>& marks) {
  if (marks[at] != Mark::kNew) return marks[at] == Mark::kOpen;
  const Step& step = flow.steps[at];
  if (step.kind->Asks()) {
    marks[at] = Mark::kDone;
    return false;
  }
  marks[at] = Mark::kOpen;
  for (const Exit& exit : step.kind->Exits(step))
    if (exit.target.index >= 0 && FindsLoop(flow, static_cast<size_t>(exit.target.index), marks))
      return true;
  marks[at] = Mark::kDone;
  return false;
}

void Check(const LintSubject& subject, Report& report) {
  for (const Flow& flow : subject.data.flows) {
    std::vector<Mark> marks(flow.steps.size(), Mark::kNew);
    for (size_t i = 0; i < flow.steps.size(); ++i)
      if (marks[i] == Mark::kNew && FindsLoop(flow, i, marks))
        report.Add(flow, &flow.steps[i], "", "leads into a loop that asks nothing");
  }
}

const RegisterRule kRegister("endless_loop", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
