// A language that the flow speaks without one of its lists of words: digits, stop, yes, sensitive
// words, … (flows/engine/language_words.h). Somebody who types "stop" in it would be asked again.
#include <nlohmann/json.hpp>

#include "flows/engine/language_words.h"
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

void Check(const LintSubject& subject, Report& report) {
  const BundleData& data = subject.data;
  for (const std::string& language : data.languages) {
    if (language == data.source_language) {
      if (subject.words.is_null()) continue;  // linted without its word lists
      for (const std::string& list : MissingLists(subject.words, language))
        report.Add(data.flows.front(), nullptr, language, "words.json: no list " + list);
      continue;
    }
    const Catalog* catalog = CatalogOf(subject, language);
    if (catalog == nullptr) continue;  // missing_translation says so
    for (const std::string& list : MissingLists(*catalog))
      report.AddAt(catalog->path, "", language, "no entry " + (kWordsContext + list),
                   Severity::kError);
  }
}

const RegisterRule kRegister("missing_words", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
