// Our languages (BCP 47, "fr") and those of the other side (ISO 639-3, "fra"). Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace tipline {

// "fra" of "fr"; "mis" if there is none.
std::string Iso3(const std::string& language);
// "fr" of "fra", of "fre" (ISO 639-2/B, which examples use), of "fr-FR" and "fra-female". Empty: no
// code of a language.
std::string LanguageOf(std::string_view code);

}  // namespace tipline
