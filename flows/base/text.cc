#include "flows/base/text.h"

#include <algorithm>

#include <unicode/bytestream.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include "flows/base/ascii.h"

namespace tipline {
namespace {

constexpr char32_t kKeycap = 0x20E3;  // what makes a digit an emoji key

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool IsInvisible(char32_t c) {
  if (c >= ' ' && c < 0x7F) return false;  // most of them; ICU takes its time
  if (c == '\n' || c == '\t') return false;
  const auto code = static_cast<UChar32>(c);
  const auto type = u_charType(code);
  return type == U_CONTROL_CHAR || type == U_FORMAT_CHAR ||
         u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

bool IsSpace(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
  return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0;
}

bool IsWordPart(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z');
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c));
  return (mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

// Where the last character of a non-empty text begins.
size_t LastCharacter(std::string_view text) {
  size_t at = text.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
    --at;
  return at;
}

template <typename Drop>
std::string_view TrimWhile(std::string_view text, Drop drop) {
  while (!text.empty()) {
    size_t at = 0;
    if (!drop(NextCodePoint(text, at))) break;
    text.remove_prefix(at);
  }
  while (!text.empty()) {
    const size_t last = LastCharacter(text);
    size_t at = last;
    if (!drop(NextCodePoint(text, at))) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

std::string FoldAscii(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool gap = false;
  for (const char c : text) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      gap = !out.empty();
      continue;
    }
    if (c < ' ' || c == '\x7f') continue;
    if (gap) out += ' ';
    gap = false;
    out += AsciiLower(c);
  }
  return out;
}

std::string Normalized(const icu::Normalizer2* normalizer, std::string_view text) {
  if (normalizer == nullptr)
    return std::string(text);  // the data of ICU is part of the library: never
  UErrorCode failed = U_ZERO_ERROR;
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  normalizer->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())),
                            sink, nullptr, failed);
  return out;
}

std::string CaseFold(std::string_view text) {
  UErrorCode failed = U_ZERO_ERROR;
  return Normalized(icu::Normalizer2::getNFKCCasefoldInstance(failed), text);
}

// White space to single spaces, digits to ASCII, invisible marks away.
std::string Tidy(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool gap = false;
  for (size_t at = 0; at < text.size();) {
    const char32_t c = NextCodePoint(text, at);
    if (IsSpace(c)) {
      gap = !out.empty();
      continue;
    }
    if (IsInvisible(c) || c == kKeycap) continue;
    if (gap) out += ' ';
    gap = false;
    const int32_t digit = u_charDigitValue(static_cast<UChar32>(c));
    if (digit >= 0)
      out += static_cast<char>('0' + digit);
    else
      AppendUtf8(c, out);
  }
  return out;
}

icu::Locale LocaleOf(std::string_view code) {
  UErrorCode failed = U_ZERO_ERROR;
  return icu::Locale::forLanguageTag(
      icu::StringPiece(code.data(), static_cast<int32_t>(code.size())), failed);
}

// Lists begin their entries with a capital, whatever the language does within a sentence.
std::string Named(icu::UnicodeString& name) {
  if (!name.isEmpty()) {
    const UChar32 first = name.char32At(0);
    name.replace(0, U16_LENGTH(first), u_toupper(first));
  }
  std::string out;
  return name.toUTF8String(out);
}

bool IsLatin(char32_t c) {
  UErrorCode failed = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &failed) == USCRIPT_LATIN &&
         U_SUCCESS(failed) != 0;
}

}  // namespace

char32_t NextCodePoint(std::string_view text, size_t& at) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(
      text.data());  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
  if (bytes[at] < 0x80) return bytes[at++];
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(bytes, at, text.size(), c);
  return static_cast<char32_t>(c);
}

void AppendUtf8(char32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
  const auto put = [&out](char32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (c < 0x800) {
    put(0xC0U | (c >> 6U));
  } else if (c < 0x10000) {
    put(0xE0U | (c >> 12U));
    put(0x80U | ((c >> 6U) & 0x3FU));
  } else {
    put(0xF0U | (c >> 18U));
    put(0x80U | ((c >> 12U) & 0x3FU));
    put(0x80U | ((c >> 6U) & 0x3FU));
  }
  put(0x80U | (c & 0x3FU));
}

bool ValidUtf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(
      text.data());  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
  for (size_t at = 0; at < text.size();) {
    if (bytes[at] < 0x80) {
      ++at;
      continue;
    }
    UChar32 c = 0;
    U8_NEXT(bytes, at, text.size(), c);
    if (c < 0) return false;
  }
  return true;
}

std::string RepairUtf8(std::string_view text) {
  if (ValidUtf8(text)) return std::string(text);
  std::string out;
  for (size_t at = 0; at < text.size();)
    AppendUtf8(NextCodePoint(text, at), out);
  return out;
}

std::string_view Trim(std::string_view text) {
  return TrimWhile(text, IsSpace);
}

std::string_view TrimPunctuation(std::string_view text) {
  return TrimWhile(text, [](char32_t c) { return !IsWordPart(c); });
}

std::string StripInvisible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const char32_t c = NextCodePoint(text, at);
    if (!IsInvisible(c)) AppendUtf8(c, out);
  }
  return out;
}

std::string Fold(std::string_view text) {
  return IsAscii(text) ? FoldAscii(text) : Tidy(CaseFold(text));
}

std::string FoldBare(std::string_view text) {
  std::string folded = Fold(text);
  if (IsAscii(folded)) return folded;
  UErrorCode failed = U_ZERO_ERROR;
  const std::string apart = Normalized(icu::Normalizer2::getNFDInstance(failed), folded);
  std::string out;
  bool after_latin = false;
  for (size_t at = 0; at < apart.size();) {
    const char32_t c = NextCodePoint(apart, at);
    const bool mark = (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_MN_MASK) != 0;
    if (mark && after_latin) continue;
    after_latin = IsLatin(c);
    AppendUtf8(c, out);
  }
  return IsAscii(out) ? out : Normalized(icu::Normalizer2::getNFCInstance(failed), out);
}

size_t WordCount(std::string_view text) {
  return Words(text).size();
}

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  size_t begin = 0;
  const auto end_word = [&](size_t end) {
    const std::string_view word = TrimPunctuation(text.substr(begin, end - begin));
    if (!word.empty()) words.push_back(word);
  };
  for (size_t at = 0; at < text.size();) {
    const size_t here = at;
    if (!IsSpace(NextCodePoint(text, at))) continue;
    end_word(here);
    begin = at;
  }
  end_word(text.size());
  return words;
}

size_t CharacterCount(std::string_view text) {
  size_t count = 0;
  for (size_t at = 0; at < text.size(); ++count)
    NextCodePoint(text, at);
  return count;
}

size_t Utf16Units(std::string_view text) {
  size_t units = 0;
  for (size_t at = 0; at < text.size(); ++units) {
    if (static_cast<unsigned char>(text[at]) < 0x80)
      ++at;
    else if (NextCodePoint(text, at) > 0xFFFF)
      ++units;
  }
  return units;
}

std::string LanguageName(std::string_view code) {
  const icu::Locale locale = LocaleOf(code);
  icu::UnicodeString name;
  return Named(locale.getDisplayLanguage(locale, name));
}

std::string EnglishLanguageName(std::string_view code) {
  icu::UnicodeString name;
  return Named(LocaleOf(code).getDisplayLanguage(icu::Locale::getEnglish(), name));
}

std::string_view CutBytes(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  size_t at = bytes;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
    --at;
  return text.substr(0, at);
}

std::string_view CutCharacters(std::string_view text, size_t characters) {
  size_t at = 0;
  while (at < text.size() && characters-- > 0)
    NextCodePoint(text, at);
  return text.substr(0, at);
}

}  // namespace tipline
