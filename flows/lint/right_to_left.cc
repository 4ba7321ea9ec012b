// Texts of scripts that run from right to left, on phones that order them badly (domain.md §4.5):
// an option's digit first and then a space; no brackets, slashes, Latin words or long numbers among
// the words, for their place on the screen is anyone's guess; no marks that steer the direction,
// which old phones show as boxes. What a placeholder stands for cannot be helped.
#include <algorithm>
#include <array>

#include "flows/base/ascii.h"
#include "flows/base/text.h"
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

constexpr std::array<std::string_view, 10> kLanguages = {"ar", "ckb", "dv", "fa", "he",
                                                         "ps", "prs", "sd", "ug", "ur"};
constexpr size_t kPhoneDigits = 4;  // so many in a row are a number to call

bool RunsRightToLeft(std::string_view language) {
  return std::find(kLanguages.begin(), kLanguages.end(), language.substr(0, language.find('-'))) !=
         kLanguages.end();
}

bool IsDirectionMark(char32_t c) {
  return c == 0x200E || c == 0x200F || c == 0x061C || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool IsLetter(char c) {
  return AsciiLower(c) >= 'a' && AsciiLower(c) <= 'z';
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

std::string WithoutPlaceholders(std::string text) {
  for (size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at)) {
    const size_t end = text.find('}', at);
    if (end == std::string::npos) break;
    text.erase(at, end + 1 - at);
  }
  return text;
}

// "1نعم": the digit of an option without a gap.
bool GluesDigit(const std::string& text) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    size_t digits = at;
    while (digits < end && IsDigit(text[digits]))
      ++digits;
    if (digits > at && digits < end && text[digits] != ' ') return true;
    at = end + 1;
  }
  return false;
}

std::string Wrong(const std::string& shown) {
  for (size_t at = 0; at < shown.size();)
    if (IsDirectionMark(NextCodePoint(shown, at))) return "a mark that steers the direction";
  const std::string text = WithoutPlaceholders(shown);
  if (text.find_first_of("()[]<>/\\") != std::string::npos) return "a bracket or slash";
  if (std::any_of(text.begin(), text.end(), IsLetter)) return "a Latin word";
  size_t run = 0;
  for (const char c : text) {
    run = IsDigit(c) ? run + 1 : 0;
    if (run >= kPhoneDigits) return "a long number";
  }
  return GluesDigit(text) ? "no space after the digit that begins a line" : "";
}

void Check(const LintSubject& subject, Report& report) {
  ForEachShown(subject.data, [&](const Flow& flow, const Step* step, const Wording& text,
                                 size_t language, const std::string& shown) {
    const std::string& code = subject.data.languages[language];
    // A text that stands in for a missing translation is found as missing.
    if (!RunsRightToLeft(code) || shown == text.source) return;
    if (const std::string wrong = Wrong(shown); !wrong.empty())
      report.Add(flow, step, code, text.key + ": " + wrong);
  });
}

const RegisterRule kRegister("right_to_left", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
