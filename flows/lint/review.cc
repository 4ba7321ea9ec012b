// Who has read a translation: the catalog's header says "X-Review: needs native review" or
// "X-Review: reviewed by …". Without it nobody knows (error); until it is reviewed real people
// should not read it (warning).
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

void CheckHeader(const Catalog& catalog, const char* field, Report& report) {
  const std::string state = catalog.Field(field);
  if (state == "needs native review")
    report.AddAt(catalog.path, "", catalog.language, std::string(field) + ": " + state,
                 Severity::kWarning);
  else if (!state.starts_with("reviewed by ") || state.size() <= 12)
    report.AddAt(
        catalog.path, "", catalog.language,
        "header " + std::string(field) + ": allowed: \"needs native review\" or \"reviewed by …\"",
        Severity::kError);
}

void Check(const LintSubject& subject, Report& report) {
  for (const std::string& language : subject.data.languages) {
    const Catalog* catalog = CatalogOf(subject, language);
    if (catalog == nullptr) continue;
    CheckHeader(*catalog, "X-Review", report);
    if (catalog->HasGsm7()) CheckHeader(*catalog, "X-Gsm7-Review", report);
  }
}

const RegisterRule kRegister("review", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
