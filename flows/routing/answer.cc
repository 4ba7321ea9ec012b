#include "flows/routing/answer.h"

#include "flows/base/text.h"

namespace tipline::flows {
namespace {

constexpr size_t kMinDigits = 3;
constexpr size_t kMaxDigits = 8;
constexpr size_t kMaxBytes = 64;

bool IsSeparator(char c) {
  return c == ' ' || c == '.' || c == ':' || c == '-' || c == '#' || c == ',' || c == '\n';
}

}  // namespace

std::optional<ResponderAnswer> ReadResponderAnswer(std::string_view text) {
  if (text.size() > kMaxBytes) return std::nullopt;
  const std::string folded = Fold(text);  // lower case, ASCII digits, no invisible marks
  size_t at = 0;
  while (at < folded.size() && IsSeparator(folded[at]))
    ++at;
  if (at == folded.size() || (folded[at] != 'a' && folded[at] != 'n')) return std::nullopt;
  ResponderAnswer answer;
  answer.accepts = folded[at++] == 'a';
  while (at < folded.size() && IsSeparator(folded[at]))
    ++at;
  while (at < folded.size() && folded[at] >= '0' && folded[at] <= '9')
    answer.reference += folded[at++];
  while (at < folded.size() && IsSeparator(folded[at]))
    ++at;
  if (at != folded.size() || answer.reference.size() < kMinDigits ||
      answer.reference.size() > kMaxDigits)
    return std::nullopt;
  return answer;
}

}  // namespace tipline::flows
