// A `retry` text that drops the question: what a phone shows then is options without what they
// answer, and "1" consents to something unseen. A step with options whose text asks (?, ؟) must ask
// in its retry too, in every language. Without a retry of its own the question is shown again.
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

bool Asks(const Wording& text, size_t language) {
  if (text.empty()) return false;
  const std::string& words = text.in[language];
  return words.find('?') != std::string::npos || words.find("؟") != std::string::npos;
}

void CheckStep(const BundleData& data, const Flow& flow, const Step& step, Report& report) {
  if (step.options.empty() || step.retry.empty()) return;
  for (size_t i = 0; i < data.languages.size(); ++i) {
    if (!Asks(step.text, i) && !Asks(step.sms, i)) continue;
    if (!Asks(step.retry, i))
      report.Add(flow, &step, data.languages[i], step.retry.key + ": does not repeat the question");
  }
}

void Check(const LintSubject& subject, Report& report) {
  for (const Flow& flow : subject.data.flows)
    for (const Step& step : flow.steps)
      CheckStep(subject.data, flow, step, report);
}

const RegisterRule kRegister("blind_retry", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
