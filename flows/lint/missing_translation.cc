// A text without a translation into a language that the flow says it speaks: it would be shown in
// the source language.
#include <algorithm>

#include "flows/engine/documents.h"
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

bool Translated(const LintSubject& subject, const std::string& language, const std::string& key) {
  return std::any_of(subject.catalogs.begin(), subject.catalogs.end(), [&](const Catalog& catalog) {
    const auto entry = catalog.entries.find(key);
    return catalog.language == language && entry != catalog.entries.end() &&
           !entry->second.text.empty();
  });
}

// Beside the flow, where the other languages are.
void AddMissingCatalog(const Flow& root, const std::string& language, Report& report) {
  const size_t slash = root.file.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : root.file.substr(0, slash + 1);
  report.Add(root, nullptr, language,
             "no catalog: make " + folder + language + ".po (tipline flow po export " + language +
                 " --new)");
}

void Check(const LintSubject& subject, Report& report) {
  for (const std::string& language : subject.data.languages) {
    if (language == subject.data.source_language) continue;
    if (CatalogOf(subject, language) == nullptr) {
      AddMissingCatalog(subject.data.flows.front(), language, report);
      continue;
    }
    ForEachText(subject.data, [&](const Flow& flow, const Step* step, const Wording& text) {
      if (!Translated(subject, language, text.key))
        report.Add(flow, step, language, "no translation of " + text.key);
    });
  }
}

const RegisterRule kRegister("missing_translation", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
