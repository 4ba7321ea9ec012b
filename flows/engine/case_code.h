// A case code with its PIN, or the code that gives a role, as people type them: after their
// keyword, as in the text that gave them, or bare. As an answer, staff would read them. Pure;
// thread-safe. Tests: tests/data/stories/join.*.json
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/engine/bundle_data.h"

namespace tipline::flows {

size_t CountDigits(std::string_view text);  // ASCII ones, as keys have them
// Cheap, for each message: false where WithoutPin changes nothing for sure.
bool MayHoldPin(std::string_view words);

// The whole message is a case code with its PIN, and no phone number: that may be what somebody has
// to tell. kApart: not "07 12 2024 0711 00", which is a date and something else. kSaysPin: only
// with the word.
enum class CodeShape { kAny, kApart, kSaysPin };
// What texts say between {code} and {pin}, in all languages, and the English words for both; what
// the functions below know a PIN by. Once, when a bundle is built.
std::vector<std::string> FindPinWords(const BundleData& data);

bool IsCaseCode(const BundleData& data, std::string_view key, CodeShape least);

// The digits of a code (and PIN) after a keyword, with any punctuation and words for a code.
// Without kAny only with the PIN: "my number 0711000009" is a phone.
std::optional<std::string> CodeAfter(const BundleData& data, std::string_view key,
                                     const std::string& keyword, CodeShape least);

// Words as typed without what may be a phone number, code or PIN, in the digits of any script.
std::string WithoutNumbers(std::string_view words);
// Without the PIN of a case code among them, where a word for it stands between the two.
std::string WithoutPin(const BundleData& data, std::string_view words);
// After a keyword: digits come next, or a word for them and then digits.
bool LeadsDigits(const BundleData& data, std::string_view rest);
// Without the first number, if it is a code: of a case code with its PIN the code is left, of one
// that gives a role nothing.
std::string WithoutCode(std::string_view words, bool with_pin);

}  // namespace tipline::flows
