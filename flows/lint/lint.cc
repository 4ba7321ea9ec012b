#include "flows/lint/lint.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <nlohmann/json.hpp>

#include "flows/base/text.h"
#include "flows/engine/build.h"
#include "flows/engine/current_texts.h"
#include "flows/engine/documents.h"
#include "flows/engine/language_words.h"
#include "flows/lint/sources_json.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

std::map<std::string, LintRule>& Rules() {
  static std::map<std::string, LintRule> rules;
  return rules;
}

std::string NameOf(const FlowDocument& document) {
  const auto name = document.json->find("flow");
  return name != document.json->end() && name->is_string() ? name->get<std::string>()
                                                           : document.file;
}

// The root and the flows below it that are there.
std::vector<FlowDocument> BundleOf(const FlowDocument& root, const Sources& sources) {
  std::vector<FlowDocument> bundle = {root};
  for (size_t next = 0; next < bundle.size(); ++next)
    for (const std::string& name : SubflowNames(*bundle[next].json)) {
      const auto known = [&](const FlowDocument& document) { return NameOf(document) == name; };
      if (std::any_of(bundle.begin(), bundle.end(), known)) continue;
      const auto found = std::find_if(sources.documents.begin(), sources.documents.end(), known);
      if (found != sources.documents.end()) bundle.push_back(*found);
    }
  return bundle;
}

// The bundle as it would be published.
Result<std::shared_ptr<BundleData>> Built(const std::vector<FlowDocument>& documents,
                                          const Sources& sources) {
  const Json words = BundleWords(sources.words, sources.catalogs);
  TRY_ASSIGN(const auto plain, BuildBundle(documents, {}, words));
  TRY_ASSIGN(const Texts texts, CurrentTexts(*plain, sources.catalogs));
  return BuildBundle(documents, texts, words);
}

void LintBundle(const FlowDocument& root, const Sources& sources, const ScreenLimits& limits,
                std::vector<Finding>& findings) {
  const auto documents = BundleOf(root, sources);
  const auto built = Built(documents, sources);
  if (!built) {
    // The message begins with the file, which may be a subflow's or a catalog.
    std::string why = built.error().message;
    std::string file = root.file;
    std::vector<std::string> known;
    for (const FlowDocument& document : documents)
      known.push_back(document.file);
    for (const Catalog& catalog : sources.catalogs)
      known.push_back(catalog.path);
    for (const std::string& path : known)
      if (why.starts_with(path + ": ")) {
        file = path;
        why.erase(0, file.size() + 2);
        break;
      }
    findings.push_back({file, "", "", "invalid", std::move(why), Severity::kError});
    return;
  }
  const LintSubject subject{**built,           sources.catalogs, sources.words, sources.covers,
                            sources.sensitive, sources.glossary, limits};
  for (const auto& [name, rule] : Rules()) {
    Report report(name, rule.severity, findings);
    rule.check(subject, report);
  }
}

auto Place(const Finding& f) {
  return std::tie(f.file, f.step, f.language, f.rule, f.text);
}

}  // namespace

const char* SeverityName(Severity severity) {
  return severity == Severity::kError ? "error" : "warning";
}

std::string FormatFinding(const Finding& finding) {
  return finding.file + ":" + finding.step + ":" + finding.language + ": " + finding.rule + ": " +
         finding.text;
}

bool HasErrors(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& f) { return f.severity == Severity::kError; });
}

std::vector<Finding> Lint(const std::vector<SourceFile>& files, const ScreenLimits& limits) {
  std::vector<Finding> findings;
  const Sources sources = SortSources(files, findings);
  std::set<std::string> subflows;
  for (const FlowDocument& document : sources.documents)
    for (std::string& name : SubflowNames(*document.json))
      subflows.insert(std::move(name));
  bool any_root = false;
  for (const FlowDocument& document : sources.documents) {
    if (subflows.count(NameOf(document)) != 0) continue;
    any_root = true;
    LintBundle(document, sources, limits, findings);
  }
  if (!any_root && !sources.documents.empty())
    findings.push_back({sources.documents.front().file, "", "", "invalid",
                        "the flows call each other in a circle", Severity::kError});
  std::sort(findings.begin(), findings.end(),
            [](const Finding& a, const Finding& b) { return Place(a) < Place(b); });
  findings.erase(
      std::unique(findings.begin(), findings.end(),
                  [](const Finding& a, const Finding& b) { return Place(a) == Place(b); }),
      findings.end());
  return findings;
}

void Report::Add(const Flow& flow, const Step* step, const std::string& language,
                 std::string text) {
  Add(flow, step, language, std::move(text), severity_);
}

void Report::Add(const Flow& flow, const Step* step, const std::string& language, std::string text,
                 Severity severity) {
  AddAt(flow.file, step == nullptr ? "" : step->id, language, std::move(text), severity);
}

void Report::AddAt(const std::string& file, const std::string& step, const std::string& language,
                   std::string text, Severity severity) {
  findings_.push_back({file, step, language, rule_, std::move(text), severity});
}

std::vector<LintRule> LintRules() {
  std::vector<LintRule> rules;
  for (const auto& [name, rule] : Rules())
    rules.push_back(rule);
  return rules;
}

RegisterRule::RegisterRule(const char* name, Severity severity,
                           std::function<void(const LintSubject&, Report&)> check) {
  Rules()[name] = {name, severity, std::move(check)};
}

const Catalog* CatalogOf(const LintSubject& subject, const std::string& language) {
  for (const Catalog& catalog : subject.catalogs)
    if (catalog.language == language) return &catalog;
  return nullptr;
}

void ForEachShown(const BundleData& data, const VisitShown& visit) {
  ForEachText(data, [&](const Flow& flow, const Step* step, const Wording& text) {
    for (size_t i = 0; i < text.in.size(); ++i) {
      visit(flow, step, text, i, text.in[i]);
      if (!text.gsm7[i].empty()) visit(flow, step, text, i, text.gsm7[i]);
    }
  });
}

std::vector<std::string> ShownLines(const BundleData& data, const Step& step, const Wording& text,
                                    size_t language, Medium medium, bool gsm7) {
  Session session;
  session.medium = medium;
  session.language = data.languages[language];
  session.code = "0712345678";  // as long as any
  session.pin = "2749";
  Input input;
  input.medium = medium;
  input.gsm7 = gsm7;
  const Conversation conversation(data, std::move(session), input);
  std::vector<std::string> lines = {conversation.Text(text)};
  for (std::string& line : step.kind->Lines(conversation, step))
    lines.push_back(std::move(line));
  return lines;
}

}  // namespace tipline::flows
