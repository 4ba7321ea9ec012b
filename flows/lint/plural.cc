// A source text whose words would change with a number: languages have up to six forms for that and
// the catalogs have none. Write "Days: {days}" and not "{days} days", never "day(s)".
#include <algorithm>
#include <array>

#include "flows/base/ascii.h"
#include "flows/engine/documents.h"
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

constexpr std::array<std::string_view, 15> kNumbers = {
    "count", "number", "total", "left",  "n",     "days", "hours", "minutes",
    "weeks", "months", "years", "tries", "times", "age",  "amount"};

bool IsNumber(std::string_view name) {
  const auto matches = [&](std::string_view word) {
    return name == word || name.ends_with("_" + std::string(word));
  };
  return std::any_of(kNumbers.begin(), kNumbers.end(), matches);
}

bool IsLetter(char c) {
  return AsciiLower(c) >= 'a' && AsciiLower(c) <= 'z';
}

// "{days} days": a number placeholder with a word behind it.
bool CountsWords(const std::string& text) {
  for (size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const size_t end = text.find('}', at);
    if (end == std::string::npos) return false;
    if (!IsNumber(std::string_view(text).substr(at + 1, end - at - 1))) continue;
    if (end + 2 < text.size() && text[end + 1] == ' ' && IsLetter(text[end + 2])) return true;
  }
  return false;
}

void Check(const LintSubject& subject, Report& report) {
  ForEachText(subject.data, [&](const Flow& flow, const Step* step, const Wording& text) {
    if (CountsWords(text.source) || text.source.find("(s)") != std::string::npos)
      report.Add(flow, step, subject.data.source_language,
                 text.key + ": needs plural forms: put the number behind the words");
  });
}

const RegisterRule kRegister("plural", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
