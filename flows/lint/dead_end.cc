// A way out of a step of the root flow that leads nowhere: the person would get a goodbye that
// nobody meant. (In a subflow the same leads back to the caller.)
#include <set>

#include "flows/lint/lint.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

// Whether a subflow can come back to its caller, by running out of steps or by an `end` without
// words.
bool ComesBack(const BundleData& data, int flow, std::set<int>& seen) {
  if (flow < 0 || !seen.insert(flow).second) return false;
  for (const Step& step : data.flows[static_cast<size_t>(flow)].steps) {
    if (std::string_view(step.kind->name()) == "end" && step.text.empty() && step.sms.empty())
      return true;
    for (const Exit& exit : step.kind->Exits(step))
      if (!exit.target.given() &&
          (step.subflow.empty() || ComesBack(data, step.subflow_index, seen)))
        return true;
  }
  return false;
}

void Check(const LintSubject& subject, Report& report) {
  const Flow& root = subject.data.flows.front();
  for (const Step& step : root.steps) {
    std::set<int> seen;
    if (!step.subflow.empty() && !ComesBack(subject.data, step.subflow_index, seen)) continue;
    for (const Exit& exit : step.kind->Exits(step))
      if (!exit.target.given())
        report.Add(root, &step, "",
                   exit.label.empty() ? "has no next" : exit.label + ": has no next");
  }
}

const RegisterRule kRegister("dead_end", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
