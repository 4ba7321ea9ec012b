#include "flows/engine/current_texts.h"

#include <optional>

#include "flows/base/gsm7.h"
#include "flows/base/gsm7_spelling.h"
#include "flows/engine/documents.h"
#include "flows/engine/language_words.h"

namespace tipline::flows {
namespace {

const Translation* Current(const Catalog& catalog, const std::string& context,
                           const std::string& source) {
  const auto entry = catalog.entries.find(context);
  const bool usable = entry != catalog.entries.end() && IsCurrent(entry->second, source);
  return usable ? &entry->second : nullptr;
}

// Nothing if the text is in the alphabet as it is, or cannot be written with it.
std::optional<std::string> Spelled(const Catalog& catalog, const Gsm7Spelling& spelling,
                                   const std::string& key, const std::string& source,
                                   const std::string& text) {
  if (const auto* own = Current(catalog, kGsm7Context + key, source))
    return Gsm7Septets(PlainTypography(own->text)) ? std::optional(own->text) : std::nullopt;
  if (Gsm7Septets(PlainTypography(text))) return std::nullopt;
  return spelling.Of(text);
}

}  // namespace

std::string Gsm7Tag(const std::string& language) {
  return language + "-x-gsm7";
}

Result<Texts> CurrentTexts(const BundleData& sources, const std::vector<Catalog>& catalogs) {
  Texts texts;
  const auto source_texts = SourceTexts(sources);
  for (const Catalog& catalog : catalogs) {
    auto spelling = Gsm7Spelling::Read(ListIn(catalog, std::string(kWordsContext) + "gsm7"));
    if (!spelling) return Invalid(catalog.path + ": words:" + spelling.error().message);
    for (const auto& [key, source] : source_texts) {
      const Translation* entry = Current(catalog, key, source);
      if (entry == nullptr) continue;
      texts[catalog.language][key] = entry->text;
      if (!catalog.HasGsm7()) continue;
      auto spelled = Spelled(catalog, *spelling, key, source, entry->text);
      if (spelled) texts[Gsm7Tag(catalog.language)][key] = *std::move(spelled);
    }
  }
  return texts;
}

}  // namespace tipline::flows
