#include "flows/base/text_language_code.h"

#include <algorithm>
#include <array>
#include <utility>

#include <unicode/uloc.h>

namespace tipline {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// ISO 639-2/B where it differs, and members of a macrolanguage that we write as the whole.
constexpr std::array<Pair, 26> kOthers = {
    {{"alb", "sq"}, {"arm", "hy"}, {"baq", "eu"}, {"bur", "my"}, {"chi", "zh"}, {"cze", "cs"},
     {"dut", "nl"}, {"fre", "fr"}, {"geo", "ka"}, {"ger", "de"}, {"gre", "el"}, {"ice", "is"},
     {"mac", "mk"}, {"mao", "mi"}, {"may", "ms"}, {"per", "fa"}, {"rum", "ro"}, {"slo", "sk"},
     {"tib", "bo"}, {"wel", "cy"}, {"swh", "sw"}, {"arb", "ar"}, {"npi", "ne"}, {"cmn", "zh"},
     {"ory", "or"}, {"gaz", "om"}}};

}  // namespace

std::string Iso3(const std::string& language) {
  const std::string code = uloc_getISO3Language(language.c_str());
  return code.empty() ? "mis" : code;
}

std::string LanguageOf(std::string_view code) {
  std::string base(code.substr(0, code.find_first_of("-_")));
  if (base.size() < 2 || base.size() > 3 || base == "mis" || base == "und") return {};
  for (char& c : base) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c < 'a' || c > 'z') return {};
  }
  const auto* other = std::find_if(kOthers.begin(), kOthers.end(),
                                   [&](const Pair& pair) { return pair.first == base; });
  if (other != kOthers.end()) return std::string(other->second);
  if (base.size() == 2) return base;
  for (const char* const* known = uloc_getISOLanguages(); *known != nullptr; ++known)
    if (uloc_getISO3Language(*known) == base) return *known;
  return base;
}

}  // namespace tipline
