// Letters taken apart into a base letter and its marks. With text.h the only files that know ICU.
// Pure; thread-safe. Tests: tests/flows/base/gsm7_spelling_test.cc
#pragma once

#include <string>
#include <string_view>

namespace tipline {

std::string Composed(std::string_view text);  // NFC
// The letter that carries the marks: "ộ" -> "o"; the character itself if it has none.
char32_t BaseLetter(char32_t c);
bool IsMark(char32_t c);  // a combining mark

}  // namespace tipline
