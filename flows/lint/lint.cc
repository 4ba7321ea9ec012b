#include "flows/lint/lint.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <nlohmann/json.hpp>

#include "flows/base/text.h"
#include "flows/engine/build.h"
#include "flows/engine/documents.h"
#include "flows/steps/kind.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

std::map<std::string, LintRule>& Rules() {
  static std::map<std::string, LintRule> rules;
  return rules;
}

bool EndsWith(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

struct Sources {  // NOLINT(bugprone-exception-escape): Json promises a move that does not throw
  std::vector<FlowDocument> documents;
  std::vector<std::unique_ptr<Json>> parsed;  // what the documents point to
  Json words;
  std::vector<Catalog> catalogs;
  SensitiveLists sensitive;
};

void AddSensitive(const SourceFile& file, Sources& sources) {
  const size_t slash = file.path.rfind('/');
  const size_t begin = slash == std::string::npos ? 0 : slash + 1;
  sources.sensitive[file.path.substr(begin, file.path.size() - 4 - begin)].Add(file.text);
}

Sources Sort(const std::vector<SourceFile>& files, std::vector<Finding>& findings) {
  Sources sources;
  const auto invalid = [&](const SourceFile& file, std::string why) {
    if (why.compare(0, file.path.size() + 2, file.path + ": ") == 0)
      why.erase(0, file.path.size() + 2);
    findings.push_back({file.path, "", "", "invalid", std::move(why), Severity::kError});
  };
  for (const SourceFile& file : files) {
    if (EndsWith(file.path, ".txt")) {
      AddSensitive(file, sources);
    } else if (EndsWith(file.path, ".po")) {
      auto catalog = ReadCatalog(file);
      if (catalog)
        sources.catalogs.push_back(*std::move(catalog));
      else
        invalid(file, catalog.error().message);
    } else if (auto document = ParseDocument(file); !document) {
      invalid(file, document.error().message);
    } else if (IsWordList(file.path)) {
      sources.words = *std::move(document);
      if (auto words = WordList::Read(sources.words); !words) {
        invalid(file, words.error().message);
        sources.words = Json();
      }
    } else {
      sources.parsed.push_back(std::make_unique<Json>(*std::move(document)));
      sources.documents.push_back({file.path, sources.parsed.back().get()});
    }
  }
  return sources;
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

Texts CurrentTexts(const BundleData& data, const std::vector<Catalog>& catalogs) {
  Texts texts;
  for (const auto& [key, source] : SourceTexts(data))
    for (const Catalog& catalog : catalogs) {
      const auto entry = catalog.entries.find(key);
      if (entry != catalog.entries.end() && IsCurrent(entry->second, source))
        texts[catalog.language][key] = entry->second.text;
    }
  return texts;
}

void LintBundle(const FlowDocument& root, const Sources& sources, const ScreenLimits& limits,
                std::vector<Finding>& findings) {
  const auto documents = BundleOf(root, sources);
  auto built = BuildBundle(documents, {}, sources.words);
  if (built) built = BuildBundle(documents, CurrentTexts(**built, sources.catalogs), sources.words);
  if (!built) {
    // The message begins with the file, which may be a subflow's.
    std::string why = built.error().message;
    std::string file = root.file;
    for (const FlowDocument& document : documents)
      if (why.compare(0, document.file.size() + 2, document.file + ": ") == 0) {
        file = document.file;
        why.erase(0, file.size() + 2);
        break;
      }
    findings.push_back({file, "", "", "invalid", std::move(why), Severity::kError});
    return;
  }
  const LintSubject subject{**built, sources.catalogs, sources.sensitive, limits};
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
  const Sources sources = Sort(files, findings);
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

std::vector<std::string> ShownLines(const BundleData& data, const Step& step, const Wording& text,
                                    size_t language, Medium medium) {
  Session session;
  session.medium = medium;
  session.language = data.languages[language];
  session.code = "0712345678";  // as long as any
  session.pin = "2749";
  Input input;
  input.medium = medium;
  const Conversation conversation(data, std::move(session), input);
  std::vector<std::string> lines = {conversation.Text(text)};
  for (std::string& line : step.kind->Lines(conversation, step))
    lines.push_back(std::move(line));
  return lines;
}

}  // namespace tipline::flows
