// config/flows/glossary.json: the terms that every language says in one way, with a line for
// translators. The approved translations are in the catalogs (language_words.h). Pure; thread-safe.
//
//   {"terms":[{"term":"contract","also":["contracts"],"note":"The written paper about a job."}]}
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"
#include "flows/base/sensitive.h"

namespace tipline::flows {

struct GlossaryTerm {
  std::string term;
  std::vector<std::string> also;  // other forms in the source language
  std::string note;               // for translators
  SensitiveWords Words() const;   // to find it as whole words, whatever the case
};
using Glossary = std::vector<GlossaryTerm>;

Result<Glossary> ReadGlossary(const nlohmann::json& document);  // kInvalid names the entry

}  // namespace tipline::flows
