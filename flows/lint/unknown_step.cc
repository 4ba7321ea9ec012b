// A step, option, case or start that leads to a step or flow that does not exist.
#include "flows/lint/lint.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

void Check(const LintSubject& subject, Report& report) {
  for (const Flow& flow : subject.data.flows) {
    if (flow.start < 0) report.Add(flow, nullptr, "", "start: no step called " + flow.start_name);
    for (const Step& step : flow.steps) {
      for (const Exit& exit : step.kind->Exits(step))
        if (exit.target.given() && exit.target.index < 0)
          report.Add(
              flow, &step, "",
              (exit.label.empty() ? "next" : exit.label) + ": no step called " + exit.target.name);
      if (!step.subflow.empty() && step.subflow_index < 0)
        report.Add(flow, &step, "", "no flow called " + step.subflow);
    }
  }
}

const RegisterRule kRegister("unknown_step", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
