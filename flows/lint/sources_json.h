// The files that lint is given, read and sorted by what they are. One thread at a time.
#pragma once

#include <memory>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/engine/build.h"
#include "flows/lint/lint.h"

namespace tipline::flows {

struct Sources {  // NOLINT(bugprone-exception-escape): Json promises a move that does not throw
  std::vector<FlowDocument> documents;
  std::vector<std::unique_ptr<nlohmann::json>> parsed;  // what the documents point to
  nlohmann::json words;                                 // of the source language; null: none
  nlohmann::json covers;                                // cover/en.json; null: none
  std::vector<Catalog> catalogs;
  SensitiveLists sensitive;
  Glossary glossary;
};

// What cannot be read becomes a finding of the rule "invalid" and is left out.
Sources SortSources(const std::vector<SourceFile>& files, std::vector<Finding>& findings);

}  // namespace tipline::flows
