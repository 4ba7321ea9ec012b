// A way out of a step of the root flow that leads nowhere: the person would get a goodbye that nobody meant.
// (In a subflow the same leads back to the caller.)
#include "flows/lint/lint.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

void Check(const LintSubject& subject, Report& report) {
  const Flow& root = subject.data.flows.front();
  for (const Step& step : root.steps)
    for (const Exit& exit : step.kind->Exits(step))
      if (!exit.target.given())
        report.Add(root, &step, "", exit.label.empty() ? "has no next" : exit.label + ": has no next");
}

const RegisterRule kRegister("dead_end", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
