#include "flows/base/gsm7.h"

#include <algorithm>
#include <array>

#include "flows/base/gsm7_national.h"
#include "flows/base/text.h"

namespace tipline {
namespace {

// Basic table, positions 0x00-0x7F without ESC; kept as text so that it can be read against 3GPP
// TS 23.038 §6.2.1.
constexpr std::u32string_view kBasic =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    U"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::u32string_view kExtension = U"\f^{}\\[~]|€";

// The codes that kExtension has behind an escape, in its order.
constexpr std::string_view kExtensionCodes = "\x0A\x14()/<=>@e";
static_assert(kExtensionCodes.size() == kExtension.size());
constexpr unsigned char kEscape = 0x1B;

constexpr char32_t kDirect = 0x400;  // both tables lie below, but for the euro sign

constexpr std::array<unsigned char, kDirect> MakeSeptets() {
  std::array<unsigned char, kDirect> septets{};
  for (const char32_t c : kBasic)
    septets[c] = 1;
  for (const char32_t c : kExtension)
    if (c < kDirect) septets[c] = 2;
  return septets;
}
constexpr std::array<unsigned char, kDirect> kSeptets = MakeSeptets();

// How many parts `text` needs when no character may be cut.
template <typename Cost>
size_t CountParts(std::string_view text, size_t units, size_t single, size_t part, Cost cost) {
  if (units == 0) return 0;
  if (units <= single) return 1;
  size_t parts = 1;
  size_t used = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t size = cost(NextCodePoint(text, at));
    if (used + size > part) {
      ++parts;
      used = 0;
    }
    used += size;
  }
  return parts;
}

char32_t Basic(unsigned char septet) {
  if (septet > 0x7F) return 0xFFFD;
  if (septet == kEscape) return U' ';
  return kBasic[septet < kEscape ? septet : septet - 1U];
}

char32_t Extended(unsigned char septet) {
  const size_t at = kExtensionCodes.find(static_cast<char>(septet));
  return at == std::string_view::npos ? Basic(septet) : kExtension[at];
}

const char* PlainForm(char32_t c) {
  if (c < 0x80) return c == '\t' ? " " : nullptr;
  if (c >= 0x2000 && c <= 0x200A) return " ";
  switch (c) {
    case 0x00A0:
    case 0x202F:
    case 0x205F:
    case 0x3000:
      return " ";
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x00B4:
    case 0x02BC:
    case 0x02B9:
      return "'";
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0x00AB:
    case 0x00BB:
      return "\"";
    case 0x2039:
      return "<";
    case 0x203A:
      return ">";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
    case 0x2022:
      return "-";
    case 0x2026:
      return "...";
    case 0x00AD:
    case 0x200B:
    case 0x2060:
    case 0xFEFF:
      return "";
    default:
      return nullptr;
  }
}

}  // namespace

const char* EncodingName(Encoding encoding) {
  return encoding == Encoding::kGsm7 ? "gsm7" : "ucs2";
}

int SeptetsOf(char32_t c) {
  if (c < kDirect) return kSeptets[c];
  return c == U'€' ? 2 : 0;
}

std::optional<size_t> Gsm7Septets(std::string_view text) {
  size_t septets = 0;
  for (size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    int size = 0;
    if (byte < 0x80) {  // most of them, and counted for every screen
      size = kSeptets[byte];
      ++at;
    } else {
      size = SeptetsOf(NextCodePoint(text, at));
    }
    if (size == 0) return std::nullopt;
    septets += static_cast<size_t>(size);
  }
  return septets;
}

Measured Measure(std::string_view text) {
  if (const auto septets = Gsm7Septets(text))
    return {Encoding::kGsm7, *septets,
            CountParts(text, *septets, kSmsGsm7, kSmsGsm7Part,
                       [](char32_t c) { return static_cast<size_t>(SeptetsOf(c)); })};
  const size_t units = Utf16Units(text);
  return {Encoding::kUcs2, units, CountParts(text, units, kSmsUcs2, kSmsUcs2Part, [](char32_t c) {
            return c > 0xFFFF ? size_t{2} : size_t{1};
          })};
}

size_t SmsParts(std::string_view text) {
  return Measure(text).parts;
}

std::string PlainTypography(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const char32_t c = NextCodePoint(text, at);
    if (const char* plain = PlainForm(c))
      out += plain;
    else
      AppendUtf8(c, out);
  }
  return out;
}

std::string FromSeptets(std::string_view septets, NationalTables tables) {
  const auto basic = [tables](unsigned char septet) -> char32_t {
    const char16_t national = LockingCharacter(tables.locking, septet);
    return national == 0 || septet == kEscape ? Basic(septet) : national;
  };
  const auto shifted = [&](unsigned char septet) -> char32_t {
    if (tables.single == 0 && tables.locking == 0) return Extended(septet);
    const char16_t national = ShiftCharacter(tables.single, septet);
    if (national != 0) return national;
    return tables.single == 0 && Extended(septet) != Basic(septet) ? Extended(septet)
                                                                   : basic(septet);
  };
  std::string text;
  for (size_t at = 0; at < septets.size(); ++at) {
    const auto septet = static_cast<unsigned char>(septets[at]);
    const bool escapes = septet == kEscape && at + 1 < septets.size();
    AppendUtf8(escapes ? shifted(static_cast<unsigned char>(septets[++at])) : basic(septet), text);
  }
  return text;
}

std::optional<std::string> ToSeptets(std::string_view text) {
  std::string septets;
  for (size_t at = 0; at < text.size();) {
    const char32_t character = NextCodePoint(text, at);
    const int count = SeptetsOf(character);
    if (count == 0) return std::nullopt;
    if (count == 2) septets += static_cast<char>(kEscape);
    for (unsigned char code = 0; code < 128; ++code) {
      if (code == kEscape || (count == 2 ? Extended(code) : Basic(code)) != character) continue;
      septets += static_cast<char>(code);
      break;
    }
  }
  return septets;
}

std::vector<std::string> OutsideGsm7(std::string_view text) {
  std::vector<std::string> outside;
  for (size_t at = 0; at < text.size();) {
    const size_t from = at;
    if (SeptetsOf(NextCodePoint(text, at)) != 0) continue;
    const std::string character(text.substr(from, at - from));
    if (std::find(outside.begin(), outside.end(), character) == outside.end())
      outside.push_back(character);
  }
  return outside;
}

}  // namespace tipline
