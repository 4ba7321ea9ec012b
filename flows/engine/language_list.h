// The list of languages to choose from, and what a typed answer chooses. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/base/input.h"
#include "flows/engine/bundle_data.h"

namespace tipline::flows {

// "1 English", "2 Kiswahili", ... Numbers never are the reserved keys 7, 8, 9 and 0: after 6
// comes 11. With `gsm7` a name that needs other letters is the English one. Made once, when the
// bundle is built (BundleData::language_lines): the list is the first thing that anybody sees.
std::vector<std::string> MakeLanguageLines(const BundleData& bundle, bool gsm7);
inline const std::vector<std::string>& LanguageLines(const BundleData& bundle, bool gsm7) {
  return bundle.language_lines[gsm7 ? 1 : 0];
}
// By number (digits of any script, or a word), own name, English name, code, or the unambiguous
// beginning of a name.
// `words`: for words that mean numbers.
std::optional<size_t> ReadLanguage(const BundleData& bundle, const WordList& words,
                                   const Typed& typed);

}  // namespace tipline::flows
