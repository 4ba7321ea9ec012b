// Wording that frightens or shouts: exclamation marks, words in capitals (domain.md §3.2).
#include "flows/base/text.h"
#include "flows/engine/documents.h"
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

constexpr size_t kShout = 5;  // letters; shorter ones are names of things: SMS, ID

bool Shouts(std::string_view word) {
  if (word.size() < kShout) return false;
  for (const char c : word)
    if (c < 'A' || c > 'Z') return false;
  return true;
}

void Check(const LintSubject& subject, Report& report) {
  ForEachShown(subject.data, [&](const Flow& flow, const Step* step, const Wording& text,
                                 size_t spoken, const std::string& shown) {
    const std::string& language = subject.data.languages[spoken];
    if (shown.find('!') != std::string::npos)
      report.Add(flow, step, language, text.key + ": exclamation mark");
    for (const std::string_view word : Words(shown))
      if (Shouts(word)) report.Add(flow, step, language, text.key + ": a word in capitals");
  });
}

const RegisterRule kRegister("tone", Severity::kWarning, Check);

}  // namespace
}  // namespace tipline::flows
