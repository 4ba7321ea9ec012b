// Words that we cannot read go to a human within the time of P1 (domain.md §5.2).
#include "flows/triage/rule.h"

namespace tipline::flows::triage {
namespace {

constexpr int kPoints = 12;

void Apply(Reading& reading) {
  if (reading.language.readable) return;
  const std::string& language = reading.language.language;
  reading.Raise(Priority::kP1, "unread",
                language.empty() ? "the language was not understood: a person must read it"
                                 : "written in " + language +
                                       " or in words we do not know: a person must read it",
                kPoints);
}

const RegisterTriageRule kRegister("unread", Stage::kSigns, Apply);

}  // namespace
}  // namespace tipline::flows::triage
