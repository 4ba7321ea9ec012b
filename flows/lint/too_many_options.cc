// More than five numbered options on a screen (domain.md §4.2).
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

constexpr size_t kMaxOptions = 5;

void Check(const LintSubject& subject, Report& report) {
  for (const Flow& flow : subject.data.flows)
    for (const Step& step : flow.steps)
      if (step.options.size() > kMaxOptions)
        report.Add(flow, &step, "",
                   std::to_string(step.options.size()) +
                       " options; allowed: " + std::to_string(kMaxOptions));
}

const RegisterRule kRegister("too_many_options", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
