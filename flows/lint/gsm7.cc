// The fallback spelling for channels that show the GSM 7-bit alphabet only (domain.md §4.4): a text
// that it cannot write would be shown with other letters, in a screen of half the room.
#include "flows/base/gsm7.h"

#include "flows/engine/documents.h"
#include "flows/engine/language_words.h"
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

std::string Outside(const std::string& text) {
  std::string out;
  for (const std::string& letter : OutsideGsm7(text))
    out += (out.empty() ? "" : " ") + letter;
  return out;
}

void CheckTexts(const LintSubject& subject, const Catalog& catalog, size_t language,
                Report& report) {
  ForEachText(subject.data, [&](const Flow& flow, const Step* step, const Wording& text) {
    const std::string context = kGsm7Context + text.key;
    const auto own = catalog.entries.find(context);
    if (own != catalog.entries.end() && !own->second.text.empty()) {
      if (!IsCurrent(own->second, text.source))
        report.Add(flow, step, catalog.language, context + ": the source text has changed");
      else if (!Gsm7Septets(PlainTypography(own->second.text)))
        report.Add(flow, step, catalog.language,
                   context + ": not of GSM 7-bit: " + Outside(own->second.text));
    } else if (text.gsm7[language].empty() && !Gsm7Septets(text.in[language])) {
      report.Add(flow, step, catalog.language,
                 text.key + ": no GSM 7-bit spelling: " + Outside(text.in[language]));
    }
  });
}

void Check(const LintSubject& subject, Report& report) {
  for (size_t i = 0; i < subject.data.languages.size(); ++i) {
    const Catalog* catalog = CatalogOf(subject, subject.data.languages[i]);
    if (catalog == nullptr) continue;
    const std::string field = catalog->Field("X-Gsm7");
    if (!field.empty() && field != "strip")
      report.AddAt(catalog->path, "", catalog->language, "header X-Gsm7: allowed: strip",
                   Severity::kError);
    if (catalog->HasGsm7()) CheckTexts(subject, *catalog, i, report);
  }
}

const RegisterRule kRegister("gsm7", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
