// Phone numbers as providers send them -> E.164 with '+'. The only files that know libphonenumber.
// Forms and traps: providers.md §7.4. A number with '+' is never refused because a numbering plan
// does not know it: plans change faster than libraries. Digits that could be the numbers of two
// phones are none: whoever uses this keeps the words, and answers nobody. Pure; thread-safe. Tests:
// tests/flows/base/phone_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "flows/base/result.h"

namespace tipline {

constexpr size_t kMaxNumberBytes = 64;  // longer input is no number

// ^\+[1-9][0-9]{6,14}$
bool LooksLikeMsisdn(std::string_view text);
// ^[0-9]{3,8}$ : national scope, never prefixed with a country code.
bool IsShortCode(std::string_view text);
// Holds a letter: an alphanumeric sender ("MYBANK"); it cannot be answered and starts no flow.
bool LooksLikeWord(std::string_view text);

// `region` (ISO 3166) reads national forms: +2547…, 2547…, 002547…, 07…, " 2547…" (a '+' decoded as
// space), tel:+2547…, whatsapp:+2547…, local digits. kInvalid for words, short codes and everything
// that is no number; the message does not hold the input.
Result<std::string> NormalizeMsisdn(std::string_view raw, std::string_view region);

// ISO 3166 of an E.164 number's numbering plan ("KE"); empty: of none, or of no single country.
std::string CountryOf(std::string_view e164);

}  // namespace tipline
