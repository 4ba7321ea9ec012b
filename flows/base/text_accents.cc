#include "flows/base/text_accents.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace tipline {

std::string Composed(std::string_view text) {
  UErrorCode failed = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(failed);
  if (normalizer == nullptr) return std::string(text);  // ICU's own data: never
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  normalizer->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())),
                            sink, nullptr, failed);
  return out;
}

char32_t BaseLetter(char32_t c) {
  UErrorCode failed = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFDInstance(failed);
  icu::UnicodeString apart;
  if (normalizer == nullptr || normalizer->getDecomposition(static_cast<UChar32>(c), apart) == 0 ||
      apart.isEmpty())
    return c;
  return static_cast<char32_t>(apart.char32At(0));
}

bool IsMark(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_MN_MASK) != 0;
}

}  // namespace tipline
