#include "flows/base/input.h"

#include <algorithm>
#include <charconv>

#include "flows/base/text.h"

namespace tipline {
namespace {

constexpr size_t kMaxDigits = 9;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

std::u32string CodePoints(std::string_view text) {
  std::u32string out;
  for (size_t at = 0; at < text.size();)
    out += NextCodePoint(text, at);
  return out;
}

}  // namespace

Typed ReadTyped(std::string_view text, size_t limit) {
  Typed typed;
  const std::string visible = StripInvisible(text);
  typed.words = std::string(Trim(visible));
  typed.folded = FoldBare(CutBytes(typed.words, limit));
  typed.key = std::string(TrimPunctuation(typed.folded));
  return typed;
}

std::optional<int> WholeNumber(std::string_view key) {
  if (key.empty() || key.size() > kMaxDigits || !std::all_of(key.begin(), key.end(), IsDigit))
    return std::nullopt;
  int value = 0;
  std::from_chars(key.data(), key.data() + key.size(), value);
  return value;
}

std::vector<int> NumbersIn(std::string_view folded) {
  std::vector<int> numbers;
  for (size_t at = 0; at < folded.size();) {
    size_t end = at;
    while (end < folded.size() && IsDigit(folded[end]))
      ++end;
    if (const auto number = WholeNumber(folded.substr(at, end - at))) numbers.push_back(*number);
    at = end + 1;
  }
  return numbers;
}

bool WithinOneEdit(std::string_view a, std::string_view b) {
  std::u32string longer = CodePoints(a);
  std::u32string shorter = CodePoints(b);
  if (longer.size() < shorter.size()) std::swap(longer, shorter);
  if (longer.size() - shorter.size() > 1) return false;
  const auto [at, other] = std::mismatch(shorter.begin(), shorter.end(), longer.begin());
  if (at == shorter.end()) return true;
  if (longer.size() != shorter.size()) return std::equal(at, shorter.end(), other + 1);
  if (std::equal(at + 1, shorter.end(), other + 1)) return true;
  return at + 1 != shorter.end() && *at == other[1] && at[1] == *other &&
         std::equal(at + 2, shorter.end(), other + 2);
}

}  // namespace tipline
