// A {placeholder} that does not exist, or that a translation has lost or added.
#include <set>

#include "flows/engine/documents.h"
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

// Those of the engine, and what the bundle's look-ups give.
std::set<std::string> KnownTo(const BundleData& data) {
  std::set<std::string> known = {"{code}", "{pin}", "{emergency}"};
  if (!data.System(SystemText::kClosed).key.empty()) known.insert("{opens}");
  for (const Flow& flow : data.flows)
    for (const Step& step : flow.steps)
      for (const std::string& name : step.gives)
        known.insert("{" + name + "}");
  return known;
}

std::set<std::string> PlaceholdersIn(const std::string& text) {
  std::set<std::string> found;
  for (size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const size_t end = text.find('}', at);
    found.insert(text.substr(at, end == std::string::npos ? end : end - at + 1));
  }
  return found;
}

void Check(const LintSubject& subject, Report& report) {
  const BundleData& data = subject.data;
  const auto known = KnownTo(data);
  ForEachText(data, [&](const Flow& flow, const Step* step, const Wording& text) {
    const auto wanted = PlaceholdersIn(text.source);
    for (const std::string& name : wanted) {
      if (known.count(name) == 0)
        report.Add(flow, step, data.source_language, text.key + ": unknown " + name);
      if (name == "{emergency}" && data.emergency.empty())
        report.Add(flow, step, data.source_language,
                   text.key + ": the root flow has no field emergency");
    }
  });
  ForEachShown(data, [&](const Flow& flow, const Step* step, const Wording& text, size_t language,
                         const std::string& shown) {
    if (PlaceholdersIn(shown) != PlaceholdersIn(text.source))
      report.Add(flow, step, data.languages[language],
                 text.key + ": other placeholders than the source text");
  });
}

const RegisterRule kRegister("placeholder", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
