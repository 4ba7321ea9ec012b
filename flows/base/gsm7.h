// How much room a text takes on a phone: septets of the GSM 7-bit default alphabet with its
// extension table, else UTF-16 units (3GPP TS 23.038; providers.md §7.1, §7.2); and what septets
// say. Pure; thread-safe. Tests: tests/flows/base/gsm7_test.cc, text_test.cc.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tipline {

enum class Encoding { kGsm7, kUcs2 };
const char* EncodingName(Encoding encoding);  // "gsm7", "ucs2"

// Units of one message, and of each part of a joined one (8-bit reference).
constexpr size_t kSmsGsm7 = 160, kSmsGsm7Part = 153;
constexpr size_t kSmsUcs2 = 70, kSmsUcs2Part = 67;

// 1 or 2 septets (extension table); 0: the character is not in the alphabet.
int SeptetsOf(char32_t c);
// Nothing if any character is outside the alphabet.
std::optional<size_t> Gsm7Septets(std::string_view text);

struct Measured {
  Encoding encoding = Encoding::kGsm7;
  size_t units = 0;  // septets or UTF-16 units
  size_t parts =
      0;  // SMS parts; 0 for an empty text. No part ends inside an escape pair or a surrogate pair.
};
Measured Measure(std::string_view text);
size_t SmsParts(std::string_view text);

// Curly quotes, dashes, ellipsis, no-break and other typographic spaces, bullets, tab as their
// plain forms: one such character would turn a whole message into UCS-2. Letters are never changed.
std::string PlainTypography(std::string_view text);

// UTF-8 of unpacked septets, one in each byte, as SMPP has them. An escape before a code that the
// extension table does not have shows the basic character of that code; one before nothing, or
// before another escape, is a space; a byte over 127 is U+FFFD.
// The national tables that the message names, if it does (gsm7_national.h).
struct NationalTables {
  int locking = 0;  // 0: the default alphabet
  int single = 0;   // 0: the default extension table
};
std::string FromSeptets(std::string_view septets, NationalTables tables = {});
// The other way round, with the default tables; nothing if a character is outside them.
std::optional<std::string> ToSeptets(std::string_view text);

// The characters that keep a text out of GSM 7-bit, each once, in order.
std::vector<std::string> OutsideGsm7(std::string_view text);

}  // namespace tipline
