// What goes out of no flow (cover/en.json: cover wordings, check-ins) in every language of a flow:
// who has no translation gets English. One SMS each with its names and times, the same
// placeholders, nothing that whoever holds the phone must not read, and nothing that shouts.
#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "flows/base/gsm7.h"
#include "flows/engine/language_words.h"
#include "flows/lint/lint.h"

namespace tipline::flows {
namespace {

// As long as a name, and the places and times that we write, are.
std::string LongestOf(const std::string& name) {
  if (name == "name") return std::string(20, 'w');
  if (name == "last" || name == "when") return "23/11 14:05";
  if (name == "place") return std::string(10, 'w');
  return {};
}

// What stands for values, and the text with long ones; `where` is a sentence of its own.
std::set<std::string> Fill(const std::string& text, std::string& filled) {
  std::set<std::string> names;
  for (size_t at = 0; at < text.size(); ++at) {
    const size_t end = text[at] == '{' ? text.find('}', at) : std::string::npos;
    if (end == std::string::npos) {
      filled += text[at];
      continue;
    }
    const std::string name = text.substr(at + 1, end - at - 1);
    names.insert(name);
    const std::string value = LongestOf(name);
    filled += value;
    at = end;
    if (value.empty() && at + 1 < text.size() && text[at + 1] == ' ') ++at;
  }
  return names;
}

// Empty: it may go out.
std::string WrongIn(const std::string& text, const std::string& source,
                    const SensitiveWords* sensitive) {
  std::string filled, ignored;
  if (Fill(text, filled) != Fill(source, ignored)) return "not the placeholders of the source";
  if (const size_t parts = SmsParts(filled); parts > 1)
    return std::to_string(parts) + " SMS; allowed: one";
  if (sensitive != nullptr)
    if (const auto word = sensitive->Find(text)) return "gives the person away: " + *word;
  if (text.find('!') != std::string::npos) return "shouts";
  return {};
}

class Covers {
 public:
  Covers(const LintSubject& subject, Report& report) : subject_(subject), report_(report) {}

  void Check(const std::string& language) {
    const bool english = language == "en";
    const Catalog* catalog = CatalogOf(subject_, language);
    if (!english && catalog == nullptr) return;  // missing_translation says so
    for (const auto& [id, source] : subject_.covers.items()) {
      if (id.starts_with('$') || !source.is_string()) continue;
      const std::string english_text = source.get<std::string>();
      const std::string file = english ? "cover/en.json" : catalog->path;
      const std::string text = english ? english_text : Translated(*catalog, id, english_text);
      if (text.empty()) continue;
      const auto sensitive = subject_.sensitive.find(language);
      const std::string wrong = WrongIn(
          text, english_text, sensitive == subject_.sensitive.end() ? nullptr : &sensitive->second);
      if (!wrong.empty())
        report_.AddAt(file, id, language, kCoverContext + id + ": " + wrong, Severity::kError);
    }
  }

 private:
  std::string Translated(const Catalog& catalog, const std::string& id, const std::string& source) {
    const auto entry = catalog.entries.find(kCoverContext + id);
    const auto told = [&](const char* what) {
      report_.AddAt(catalog.path, id, catalog.language,
                    kCoverContext + id + ": " + what + ": English goes out instead",
                    Severity::kWarning);
      return std::string();
    };
    if (entry == catalog.entries.end() || entry->second.text.empty()) return told("no translation");
    if (!IsCurrent(entry->second, source)) return told("stale or fuzzy");
    return entry->second.text;
  }

  const LintSubject& subject_;
  Report& report_;
};

void Check(const LintSubject& subject, Report& report) {
  if (!subject.covers.is_object()) return;
  for (const std::string& language : subject.data.languages)
    Covers(subject, report).Check(language);
}

const RegisterRule kRegister("cover", Severity::kError, Check);

}  // namespace
}  // namespace tipline::flows
