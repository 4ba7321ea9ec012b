#include "gateway/providers/charset.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "flows/base/text.h"

namespace tipline::gateway {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// 0x80..0x9F of windows-1252; 0 where it has nothing.
constexpr std::array<uint16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

char32_t UnitAt(std::string_view bytes, size_t at, bool little) {
  const auto first = static_cast<unsigned char>(bytes[at]);
  const auto second = static_cast<unsigned char>(bytes[at + 1]);
  return little ? static_cast<char32_t>(second << 8 | first)
                : static_cast<char32_t>(first << 8 | second);
}

std::string DecodeUtf16(std::string_view bytes, bool little) {
  std::string out;
  for (size_t at = 0; at < bytes.size(); at += 2) {
    if (at + 1 == bytes.size()) {
      AppendUtf8(kReplacement, out);
      break;
    }
    char32_t c = UnitAt(bytes, at, little);
    if (c >= 0xD800 && c < 0xDC00 && at + 3 < bytes.size()) {
      const char32_t low = UnitAt(bytes, at + 2, little);
      if (low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        at += 2;
      }
    }
    AppendUtf8(c >= 0xD800 && c < 0xE000 ? kReplacement : c, out);
  }
  return out;
}

std::string Upper(std::string_view name) {
  std::string upper(name);
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return upper;
}

}  // namespace

std::string FromUtf16(std::string_view bytes) {
  if (bytes.compare(0, 2, "\xFF\xFE") == 0) return DecodeUtf16(bytes.substr(2), true);
  if (bytes.compare(0, 2, "\xFE\xFF") == 0) bytes.remove_prefix(2);
  return DecodeUtf16(bytes, false);
}

std::string FromLatin1(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) {
    char32_t c = static_cast<unsigned char>(byte);
    if (c >= 0x80 && c < 0xA0)
      c = kWindows1252[c - 0x80] != 0 ? kWindows1252[c - 0x80] : kReplacement;
    AppendUtf8(c, out);
  }
  return out;
}

std::string Readable(std::string_view bytes) {
  if (ValidUtf8(bytes)) return std::string(bytes);
  // The beginning of a character of UTF-8, which as Latin-1 would be a letter and a sign behind it.
  const auto begins = [](char lead, char next) {
    return static_cast<unsigned char>(lead) >= 0xC2 &&
           (static_cast<unsigned char>(next) & 0xC0U) == 0x80U;
  };
  const bool was_utf8 = std::adjacent_find(bytes.begin(), bytes.end(), begins) != bytes.end();
  return was_utf8 ? RepairUtf8(bytes) : FromLatin1(bytes);
}

Result<std::string> ToUtf8(std::string_view bytes, std::string_view charset) {
  const std::string name = Upper(charset);
  if (name == "UTF-16LE") return DecodeUtf16(bytes, true);
  if (name == "UTF-16BE" || name == "UTF-16" || name == "UCS-2" || name == "ISO-10646-UCS-2")
    return FromUtf16(bytes);
  if (name == "ISO-8859-1" || name == "LATIN1" || name == "WINDOWS-1252") return FromLatin1(bytes);
  if (name == "8-BIT") return ValidUtf8(bytes) ? std::string(bytes) : FromLatin1(bytes);
  if (name == "UTF-8" || name == "US-ASCII" || name == "ASCII") {
    if (!ValidUtf8(bytes)) return Invalid("not UTF-8");
    return std::string(bytes);
  }
  return Invalid(
      "unknown charset; allowed: UTF-8, US-ASCII, UTF-16BE, UTF-16LE, ISO-8859-1, windows-1252, "
      "8-BIT");
}

}  // namespace tipline::gateway
