// A term of config/flows/glossary.json whose translation is none of the approved ones: people meet
// another word for the same thing on each screen.
#include <algorithm>

#include "flows/base/text.h"
#include "flows/engine/documents.h"
#include "flows/engine/language_words.h"
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

// As part of words too: prefixes, endings and articles are written together in many languages.
bool Holds(const std::string& text, const std::vector<std::string>& approved) {
  const std::string folded = FoldBare(text);
  return std::any_of(approved.begin(), approved.end(), [&](const std::string& word) {
    return folded.find(FoldBare(word)) != std::string::npos;
  });
}

struct Said {
  const Flow* flow;
  const Step* step;
  const Wording* text;
};

// The texts that say the term, the same for every language.
std::vector<Said> SayingIt(const LintSubject& subject, const GlossaryTerm& term) {
  const SensitiveWords words = term.Words();
  std::vector<Said> said;
  ForEachText(subject.data, [&](const Flow& flow, const Step* step, const Wording& text) {
    if (words.Find(text.source)) said.push_back({&flow, step, &text});
  });
  return said;
}

void CheckTerm(const std::vector<Said>& said, const GlossaryTerm& term, const Catalog& catalog,
               Report& report) {
  const std::string context = kGlossaryContext + term.term;
  const auto approved = ListIn(catalog, context);
  if (approved.empty()) {
    report.AddAt(catalog.path, "", catalog.language, "no entry " + context, Severity::kWarning);
    return;
  }
  for (const auto& [flow, step, text] : said) {
    const auto entry = catalog.entries.find(text->key);
    if (entry == catalog.entries.end() || !IsCurrent(entry->second, text->source)) continue;
    if (!Holds(entry->second.text, approved))
      report.Add(*flow, step, catalog.language, text->key + ": \"" + term.term + "\" is not said");
  }
}

void Check(const LintSubject& subject, Report& report) {
  for (const GlossaryTerm& term : subject.glossary) {
    const std::vector<Said> said = SayingIt(subject, term);
    for (const std::string& language : subject.data.languages)
      if (const Catalog* catalog = CatalogOf(subject, language))
        CheckTerm(said, term, *catalog, report);
  }
}

const RegisterRule kRegister("glossary", Severity::kWarning, Check);

}  // namespace
}  // namespace tipline::flows
