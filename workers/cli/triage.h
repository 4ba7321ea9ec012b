// `tipline triage < tip.json`: what triage makes of a text, for whoever edits config/triage.
// Nothing is kept. In: {"text":…,"lang"?:…,"place"?:…,"answers"?:{…}}; out: priority, indicators,
// child, language, place, reasons. Tests: tests/workers/cli/triage_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "flows/model/case.h"
#include "flows/model/tip.h"

namespace tipline::cli {

// kInvalid: names the field that is wrong, never its content. Answers are the flow's variables;
// those that a tip has a field for (about, consent, child, danger_now, duress, wants_callback,
// may_text) fill it too: "yes" and true are the same.
Result<Tip> ReadTriageInput(std::string_view json, TimePoint now);

// One JSON object, as in README.
std::string TriageJson(const Assessment& assessment);

}  // namespace tipline::cli
