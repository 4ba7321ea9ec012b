#include "flows/base/text_latin.h"

#include <algorithm>
#include <memory>

#include <unicode/locid.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include "flows/base/text.h"

namespace tipline {
namespace {

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// One for each thread: to make one takes milliseconds, and they are not all safe to share.
const icu::Transliterator* ToLatin() {
  static thread_local const std::unique_ptr<icu::Transliterator> made = [] {
    UErrorCode failed = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> one(icu::Transliterator::createInstance(
        "Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, failed));
    return U_SUCCESS(failed) ? std::move(one) : nullptr;
  }();
  return made.get();
}

}  // namespace

std::string FoldLatin(std::string_view text) {
  std::string folded = FoldBare(text);
  if (IsAscii(folded)) return folded;
  const icu::Transliterator* latin = ToLatin();
  if (latin == nullptr) return folded;
  icu::UnicodeString letters = icu::UnicodeString::fromUTF8(folded);
  latin->transliterate(letters);
  // The vowel that Ethiopic has most of; ICU leaves it a letter of phoneticians.
  letters.findAndReplace(icu::UnicodeString(UChar32{0x1DD}), icu::UnicodeString(UChar32{'e'}));
  std::string out;
  letters.toUTF8String(out);
  return FoldBare(out);
}

std::string CountryName(std::string_view country, std::string_view language) {
  const icu::Locale place("", std::string(country).c_str());
  icu::UnicodeString name;
  place.getDisplayCountry(icu::Locale(std::string(language).c_str()), name);
  std::string out;
  name.toUTF8String(out);
  return out.empty() ? std::string(country) : out;
}

}  // namespace tipline
