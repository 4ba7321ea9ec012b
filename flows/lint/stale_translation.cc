// A translation of another source text than the present one, or one marked fuzzy: it would not be
// shown. Entries of texts that do not exist any more are only warned of.
#include <map>

#include "flows/engine/documents.h"
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

// "main:safe:text" -> "safe"
std::string StepOf(const std::string& key) {
  const size_t first = key.find(':');
  const size_t second = key.find(':', first + 1);
  return first == std::string::npos ? "" : key.substr(first + 1, second - first - 1);
}

void Check(const LintSubject& subject, Report& report) {
  std::map<std::string, std::string> sources;
  for (auto& [key, source] : SourceTexts(subject.data))
    sources.emplace(key, source);
  for (const Catalog& catalog : subject.catalogs)
    for (const auto& translation : catalog.entries) {
      const std::string& key = translation.first;  // a lambda below takes it
      const Translation& entry = translation.second;
      const std::string flow = key.substr(0, key.find(':'));
      if (subject.data.FindFlow(flow) < 0 || entry.text.empty()) continue;
      const auto source = sources.find(key);
      const auto add = [&](const std::string& what, Severity severity) {
        report.AddAt(catalog.path, StepOf(key), catalog.language, key + ": " + what, severity);
      };
      if (source == sources.end())
        add("the flow has no such text", Severity::kWarning);
      else if (entry.source != source->second)
        add("the source text has changed", Severity::kError);
      else if (entry.fuzzy)
        add("marked fuzzy", Severity::kError);
    }
}

const RegisterRule kRegister("stale_translation", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
