#include "flows/engine/glossary.h"

#include <nlohmann/json.hpp>

#include "flows/base/sensitive.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

std::string Text(const Json& entry, const char* field) {
  const auto found = entry.find(field);
  return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

SensitiveWords GlossaryTerm::Words() const {
  SensitiveWords words;  // the same search: whole words, folded
  words.Add(term);
  for (const std::string& form : also)
    words.Add(form);
  return words;
}

Result<Glossary> ReadGlossary(const Json& document) {
  const auto terms = document.is_object() ? document.find("terms") : document.end();
  if (terms == document.end() || !terms->is_array())
    return Invalid("field terms: a list is needed");
  Glossary glossary;
  for (const Json& entry : *terms) {
    const std::string where = "terms: " + std::to_string(glossary.size() + 1);
    if (!entry.is_object()) return Invalid(where + ": not an object");
    GlossaryTerm term{Text(entry, "term"), {}, Text(entry, "note")};
    if (term.term.empty() || term.note.empty()) return Invalid(where + ": needs term and note");
    const auto also = entry.find("also");
    if (also != entry.end() && also->is_array())
      for (const Json& form : *also)
        if (form.is_string()) term.also.push_back(form.get<std::string>());
    glossary.push_back(std::move(term));
  }
  return glossary;
}

}  // namespace tipline::flows
