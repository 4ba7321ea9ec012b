// GoflowTexts: the source text lies in the flow, the others in its localization.
#include <algorithm>
#include <utility>

#include "flows/base/text_language_code.h"
#include "flows/exchange/goflow_import.h"

namespace tipline::flows::exchange {

void GoflowTexts::ReadLanguages(const Node& language_of_flow) {
  flow_.source_language = LanguageOf(language_of_flow.NeedText());
  if (flow_.source_language.empty()) return language_of_flow.Wrong("no code of a language");
  flow_.languages = {flow_.source_language};
  for (const auto& [code, items] : localization_.Members(kMaxLanguages)) {
    const std::string language = LanguageOf(code);
    if (language.empty()) {
      losses_.push_back(
          {flow_.name, "", "language " + code.substr(0, 20), "no code of a language"});
      continue;
    }
    auto& all = flow_.languages;
    if (std::find(all.begin(), all.end(), language) != all.end()) continue;
    all.push_back(language);
    translations_.emplace(language, items);
  }
}

LocalText GoflowTexts::Localized(const std::string& uuid, const char* property,
                                 const std::string& source, size_t at) const {
  LocalText text = {{flow_.source_language, source}};
  for (const auto& [language, items] : translations_) {
    const auto values = items[uuid.c_str()][property].List(kMaxParts);
    if (at < values.size())
      if (std::string own = values[at].Text(); !own.empty()) text[language] = std::move(own);
  }
  return text;
}

LocalText GoflowTexts::Ours(LocalText text, const std::string& step) const {
  static const std::vector<std::string> kPlaceholders = {"code", "pin", "emergency"};
  for (auto& [language, one] : text)
    one = TextOf(one, kPlaceholders, flow_, step, losses_);
  return text;
}

}  // namespace tipline::flows::exchange
