// Words as people type them: Unicode checks, folding for comparison, counting. The only files that
// know ICU. Every function takes any bytes; what is not UTF-8 counts as U+FFFD. Pure; thread-safe.
// Tests: tests/flows/base/text_test.cc with tests/data/text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tipline {

// Well-formed UTF-8 without surrogates; NUL is allowed.
bool ValidUtf8(std::string_view text);
// Each ill-formed sequence becomes one U+FFFD.
std::string RepairUtf8(std::string_view text);

// Without white space of any script at both ends.
std::string_view Trim(std::string_view text);
// Without zero-width characters, direction marks, soft hyphens, BOM and control characters (line
// feed and tab stay).
std::string StripInvisible(std::string_view text);
// For comparing: NFKC, case-folded, invisible marks gone, decimal digits of every script as ASCII,
// white space runs as one space, trimmed. "  １.Ｙes " -> "1.yes".
std::string Fold(std::string_view text);
// Fold without the accents of Latin letters ("très" -> "tres"): people often leave them out. Other
// scripts keep their marks.
std::string FoldBare(std::string_view text);

// Runs of letters, digits and marks between white space. Languages without spaces give few words:
// see CharacterCount.
size_t WordCount(std::string_view text);
size_t CharacterCount(std::string_view text);  // code points
size_t Utf16Units(std::string_view text);

// The words themselves, punctuation at their ends removed; `text` should be folded before if it is
// to be compared.
std::vector<std::string_view> Words(std::string_view text);
// Without punctuation, symbols and white space at both ends. "(1)." -> "1".
std::string_view TrimPunctuation(std::string_view text);

// The longest prefix of at most `bytes` bytes that does not cut a character.
std::string_view CutBytes(std::string_view text, size_t bytes);
// The longest prefix of at most `characters` code points.
std::string_view CutCharacters(std::string_view text, size_t characters);

// What a language is called in itself, for lists ("sw" -> "Kiswahili"), and in English. The code
// itself if unknown.
std::string LanguageName(std::string_view code);
std::string EnglishLanguageName(std::string_view code);

// Decodes the code point at `at` and moves past it; 0xFFFD for an ill-formed sequence. REQUIRES: at
// < text.size().
char32_t NextCodePoint(std::string_view text, size_t& at);
void AppendUtf8(char32_t c, std::string& out);

}  // namespace tipline
