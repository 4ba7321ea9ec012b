#include "flows/routing/answer.h"

#include "flows/base/text.h"

namespace tipline::flows {
namespace {

constexpr size_t kMinDigits = 3;
constexpr size_t kMaxDigits = 8;
constexpr size_t kMaxBytes = 64;

// Spaces and any ASCII punctuation.
bool IsSeparator(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  const bool digit = c >= '0' && c <= '9';
  return static_cast<unsigned char>(c) < 0x80 && !letter && !digit;
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
