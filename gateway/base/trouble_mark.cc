#include "gateway/base/trouble_mark.h"

#include "flows/base/input.h"

namespace tipline {
namespace {

constexpr size_t kLongestWord = 64;
constexpr size_t kDigits = 16;

}  // namespace

std::string TroubleMark(const KeyRing& keys, std::string_view pseudonym, std::string_view typed) {
  const Typed word = ReadTyped(typed, kLongestWord);
  if (word.key.empty()) return "";
  return KeyedHash(*keys.pseudonym, "trouble", std::string(pseudonym) + "|" + word.key)
      .substr(0, kDigits);
}

}  // namespace tipline
