// A word in an outgoing SMS that would give the person away to whoever holds the phone (domain.md
// §3.4), by the list "sensitive" of the language (flows/engine/language_words.h).
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

void CheckText(const LintSubject& subject, const Flow& flow, const Step* step, const Wording& text,
               Report& report) {
  for (size_t i = 0; i < text.in.size(); ++i) {
    const std::string& language = subject.data.languages[i];
    const auto list = subject.sensitive.find(language);
    if (list == subject.sensitive.end()) continue;
    for (const std::string& shown : {text.in[i], text.gsm7[i]})
      if (const auto word = list->second.Find(shown)) {
        report.Add(flow, step, language, text.key + ": " + *word);
        break;
      }
  }
}

void Check(const LintSubject& subject, Report& report) {
  for (const Wording& text : subject.data.system)
    CheckText(subject, subject.data.flows.front(), nullptr, text, report);
  for (const Flow& flow : subject.data.flows)
    for (const Step& step : flow.steps) {
      CheckText(subject, flow, &step, step.sms.empty() ? step.text : step.sms, report);
      CheckText(subject, flow, &step, step.retry, report);
      CheckText(subject, flow, &step, step.skip, report);
      for (const Choice& choice : step.options)
        CheckText(subject, flow, &step, choice.text, report);
      for (const Point& point : step.points)
        CheckText(subject, flow, &step, point.text, report);
    }
}

const RegisterRule kRegister("sensitive_word", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
