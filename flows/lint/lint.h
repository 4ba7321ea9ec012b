// Checks flow documents, catalogs and word lists before they reach a phone. One file per rule in
// flows/lint with a RegisterRule at its end; tests/data/lint/<rule>.json shows each rule biting and
// not biting. Pure; thread-safe.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/sensitive.h"
#include "flows/engine/bundle_data.h"
#include "flows/engine/catalog.h"
#include "flows/engine/engine.h"
#include "flows/engine/flow_set.h"
#include "flows/engine/glossary.h"

namespace tipline::flows {

enum class Severity { kError, kWarning };
const char* SeverityName(Severity severity);  // "error", "warning"

struct Finding {
  std::string file;
  std::string step;      // empty: the whole file
  std::string language;  // empty: whatever the language
  std::string rule;
  std::string text;  // what is wrong, for whoever edits the file
  Severity severity = Severity::kError;
};
// "file:step:lang: rule: text"
std::string FormatFinding(const Finding& finding);
bool HasErrors(const std::vector<Finding>& findings);

// `files`: flow documents, words.json, glossary.json, cover/en.json and PO catalogs (*.po), in any
// order. Every flow that is no other's subflow is checked as the root of a bundle. Sorted by file,
// step, language, rule; without repetitions.
std::vector<Finding> Lint(const std::vector<SourceFile>& files, const ScreenLimits& limits = {});

// ---- For rules ----

using SensitiveLists = std::map<std::string, SensitiveWords>;  // by language

struct LintSubject {
  const BundleData& data;
  const std::vector<Catalog>& catalogs;
  const nlohmann::json& words;   // of the source language; null: none
  const nlohmann::json& covers;  // what goes out of no flow, in English; null: not known
  const SensitiveLists& sensitive;
  const Glossary& glossary;
  ScreenLimits limits;
};

class Report {
 public:
  Report(std::string rule, Severity severity, std::vector<Finding>& findings)
      : rule_(std::move(rule)), severity_(severity), findings_(findings) {}
  void Add(const Flow& flow, const Step* step, const std::string& language, std::string text);
  void Add(const Flow& flow, const Step* step, const std::string& language, std::string text,
           Severity severity);
  // A catalog's own line; `step` as in its PO context.
  void AddAt(const std::string& file, const std::string& step, const std::string& language,
             std::string text, Severity severity);

 private:
  std::string rule_;
  Severity severity_;
  std::vector<Finding>& findings_;
};

struct LintRule {
  std::string name;
  Severity severity = Severity::kError;
  std::function<void(const LintSubject&, Report&)> check;
};
std::vector<LintRule> LintRules();  // sorted by name

struct RegisterRule {
  RegisterRule(const char* name, Severity severity,
               std::function<void(const LintSubject&, Report&)> check);
};

// The catalog of a language; null: there is none.
const Catalog* CatalogOf(const LintSubject& subject, const std::string& language);
// Every text in every language of the bundle, in its fallback spelling too where it has one.
using VisitShown = std::function<void(const Flow& flow, const Step* step, const Wording& text,
                                      size_t language, const std::string& shown)>;
void ForEachShown(const BundleData& data, const VisitShown& visit);

// What one asking or saying step shows in a language: main text or retry, with its lines; in the
// fallback spelling with `gsm7`.
std::vector<std::string> ShownLines(const BundleData& data, const Step& step, const Wording& text,
                                    size_t language, Medium medium, bool gsm7 = false);

}  // namespace tipline::flows
