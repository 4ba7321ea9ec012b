// A word in an outgoing SMS that would give the person away to whoever holds the phone (domain.md
// §3.4). One entry a line in sensitive/<language>.txt: a word or phrase, with * at its end for all
// its endings; # begins a comment.
#include <algorithm>

#include "flows/base/text.h"
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

bool Same(std::string_view word, std::string_view entry) {
  if (!entry.empty() && entry.back() == '*') {
    entry.remove_suffix(1);
    return word.substr(0, entry.size()) == entry;
  }
  return word == entry;
}

std::vector<std::string_view> Split(std::string_view entry) {
  std::vector<std::string_view> parts;
  for (size_t at = 0; at < entry.size();) {
    const size_t end = std::min(entry.find(' ', at), entry.size());
    if (end > at) parts.push_back(entry.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

bool Holds(const std::vector<std::string_view>& words, const std::vector<std::string_view>& entry) {
  return std::search(words.begin(), words.end(), entry.begin(), entry.end(), Same) != words.end();
}

void CheckText(const LintSubject& subject, const Flow& flow, const Step* step, const Wording& text,
               Report& report) {
  for (size_t i = 0; i < text.in.size(); ++i) {
    const std::string& language = subject.data.languages[i];
    const auto list = subject.sensitive.find(language);
    if (list == subject.sensitive.end()) continue;
    const std::string folded = FoldBare(text.in[i]);
    const auto words = Words(folded);
    for (const std::string& entry : list->second)
      if (Holds(words, Split(entry))) report.Add(flow, step, language, text.key + ": " + entry);
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
    }
}

const RegisterRule kRegister("sensitive_word", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
