// Names across scripts and languages. Pure; thread-safe. Tests: tests/flows/base/text_latin_test.cc
#pragma once

#include <string>
#include <string_view>

namespace tipline {

// Folded and in bare Latin letters, whatever script it was typed in: "شركة" -> "shrkt". For
// comparing names, not for showing them. What has no Latin form stays as it is.
std::string FoldLatin(std::string_view text);

// What a country (ISO 3166-1 alpha-2) is called in a language; the code itself if unknown.
std::string CountryName(std::string_view country, std::string_view language);

}  // namespace tipline
