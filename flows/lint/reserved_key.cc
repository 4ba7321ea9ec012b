// 0 leaves, 9 calls a person, 8 and * change the language, 7 turns the page: everywhere, in every
// language. Texts that offer these keys must name them, a duress word must not be anything that
// people type anyway, and a number is better not asked for where one of the keys could be the
// answer (warning).
#include <algorithm>

#include "flows/base/text.h"
#include "flows/lint/lint.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

struct Promise {
  SystemText text;
  std::string_view keys;
};
constexpr std::array<Promise, 3> kPromises = {
    {{SystemText::kMore, "7"}, {SystemText::kResume, "120"}, {SystemText::kCallbackOffer, "12"}}};

void CheckSystem(const BundleData& data, Report& report) {
  for (size_t language = 0; language < data.languages.size(); ++language)
    for (const Promise& promise : kPromises) {
      const Wording& text = data.System(promise.text);
      const std::string folded = Fold(text.in[language]);  // local digits too
      for (const char key : promise.keys)
        if (folded.find(key) == std::string::npos)
          report.Add(data.flows.front(), nullptr, data.languages[language],
                     text.key + ": does not name the key " + std::string(1, key));
    }
}

bool IsOption(const BundleData& data, const std::string& word) {
  for (const Flow& flow : data.flows)
    for (const Step& step : flow.steps)
      for (const Choice& choice : step.options)
        if (choice.IsText(word)) return true;
  return false;
}

void CheckDuress(const BundleData& data, Report& report) {
  for (size_t language = 0; language < data.duress.size(); ++language)
    for (const std::string& word : data.duress[language]) {
      const WordList& words = data.words[language];
      const bool taken =
          word.empty() || words.Digit(word) || words.IsStop(word) || words.IsGreeting(word) ||
          words.IsYes(word) || words.IsNo(word) ||
          std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; }) ||
          IsOption(data, word);
      if (taken)
        report.Add(data.flows.front(), nullptr, data.languages[language],
                   "a duress word is typed for other reasons too");
    }
}

void Check(const LintSubject& subject, Report& report) {
  CheckSystem(subject.data, report);
  CheckDuress(subject.data, report);
  for (const Flow& flow : subject.data.flows)
    for (const Step& step : flow.steps)
      if (step.kind->TakesNumbers() && step.min <= 9 && step.max >= 8)
        report.Add(flow, &step, "",
                   "8 or 9 could be the answer, but are reserved keys: offer ranges instead",
                   Severity::kWarning);
}

const RegisterRule kRegister("reserved_key", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
