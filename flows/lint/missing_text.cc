// A step that asks or ends without words of its own, or a root flow without one of the texts that
// belong to no step and that every flow needs.
#include "flows/lint/lint.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

void Check(const LintSubject& subject, Report& report) {
  const BundleData& data = subject.data;
  for (size_t i = 0; i < kNeededSystemTexts; ++i)
    if (data.system[i].key.empty())
      report.Add(data.flows.front(), nullptr, "",
                 std::string("system: no text ") + kSystemNames[i]);
  for (const Flow& flow : data.flows)
    for (const Step& step : flow.steps)
      if ((step.kind->Asks() || std::string_view(step.kind->name()) == "say") && step.text.empty())
        report.Add(flow, &step, "", "has no text");
}

const RegisterRule kRegister("missing_text", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
