#include "flows/engine/documents.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

constexpr JsonLimits kDocumentLimits{
    .bytes = size_t{2} << 20U, .depth = 16, .nodes = 100'000, .comments = true};

std::string NameOf(const Json& document) {
  const auto name = document.find("flow");
  return name != document.end() && name->is_string() ? name->get<std::string>() : std::string();
}

}  // namespace

std::vector<std::string> SubflowNames(const Json& document) {
  std::vector<std::string> names;
  const auto steps = document.find("steps");
  if (steps == document.end() || !steps->is_array()) return names;
  for (const Json& step : *steps) {
    if (!step.is_object()) continue;
    const auto kind = step.find("kind");
    const auto flow = step.find("flow");
    if (kind != step.end() && *kind == "subflow" && flow != step.end() && flow->is_string())
      names.push_back(flow->get<std::string>());
  }
  return names;
}

bool IsWordList(const std::string& path) {
  return path.ends_with("words.json");
}

bool IsGlossary(const std::string& path) {
  return path.ends_with("glossary.json");
}

bool IsCoverPack(const std::string& path) {
  return path.ends_with("cover/en.json");
}

Result<Json> ParseDocument(const SourceFile& file) {
  auto document = ParseJson(file.text, kDocumentLimits);
  if (!document) return Invalid(file.path + ": " + document.error().message);
  if (!document->is_object()) return Invalid(file.path + ": not a JSON object");
  return document;
}

void ForEachText(const BundleData& data, const VisitText& visit) {
  for (const Wording& text : data.system)
    if (!text.key.empty()) visit(data.flows.front(), nullptr, text);
  for (const Keyword& keyword : data.keywords)
    visit(data.flows.front(), nullptr, keyword.words);
  for (const Flow& flow : data.flows)
    for (const Step& step : flow.steps) {
      for (const Wording* text : {&step.text, &step.sms, &step.gratis, &step.retry, &step.skip})
        if (!text->empty()) visit(flow, &step, *text);
      for (const Choice& choice : step.options)
        visit(flow, &step, choice.text);
      for (const Point& point : step.points)
        if (!point.text.empty()) visit(flow, &step, point.text);  // one that only counts has none
    }
}

std::vector<std::pair<std::string, std::string>> SourceTexts(const BundleData& data) {
  std::vector<std::pair<std::string, std::string>> texts;
  ForEachText(data, [&](const Flow&, const Step*, const Wording& text) {
    texts.emplace_back(text.key, text.source);
  });
  return texts;
}

Result<std::vector<std::string>> SubflowsOf(const SourceFile& flow) {
  TRY_ASSIGN(const Json document, ParseDocument(flow));
  return SubflowNames(document);
}

Result<std::vector<SourceFile>> SelectFlows(const std::string& root,
                                            const std::vector<SourceFile>& files) {
  std::vector<std::pair<std::string, std::vector<std::string>>>
      known;  // as `files`: name, subflows
  for (const SourceFile& file : files) {
    TRY_ASSIGN(const Json document, ParseDocument(file));
    known.emplace_back(NameOf(document), SubflowNames(document));
  }
  std::vector<SourceFile> selected;
  std::vector<std::string> wanted = {root};
  for (size_t next = 0; next < wanted.size(); ++next) {
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const auto& k) { return k.first == wanted[next]; });
    if (found == known.end()) return NotFound("no flow called " + wanted[next]);
    selected.push_back(files[static_cast<size_t>(found - known.begin())]);
    for (const std::string& name : found->second)
      if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) wanted.push_back(name);
  }
  for (const SourceFile& file : files)
    if (IsWordList(file.path)) selected.push_back(file);
  return selected;
}

}  // namespace tipline::flows
