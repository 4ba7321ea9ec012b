#include "flows/exchange/import.h"

#include <algorithm>
#include <functional>
#include <set>

#include "flows/base/gsm7.h"
#include "flows/base/json.h"
#include "flows/base/text.h"
#include "flows/exchange/expression.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::json;

constexpr JsonLimits kLimits{
    .bytes = size_t{16} << 20U, .depth = 32, .nodes = 1'000'000, .reject_duplicates = true};

// The number at the beginning of a line and what stands behind it: "1 Yes", "2. No", "3) Later".
std::pair<int, std::string_view> Numbered(std::string_view line) {
  size_t digits = 0;
  while (digits < line.size() && digits < 2 && line[digits] >= '0' && line[digits] <= '9')
    ++digits;
  if (digits == 0) return {0, {}};
  const int number = std::stoi(std::string(line.substr(0, digits)));
  std::string_view rest = line.substr(digits);
  const size_t text = rest.find_first_not_of(" .):-=");
  if (text == 0 || text == std::string_view::npos) return {0, {}};
  return {number, rest.substr(text)};
}

// Calls in a circle never end; found before they are resolved.
std::string Circle(const std::vector<DraftFlow>& flows) {
  std::map<std::string, std::set<std::string>> calls;
  for (const DraftFlow& flow : flows)
    for (const DraftStep& step : flow.steps)
      if (!step.subflow.empty()) calls[flow.name].insert(step.subflow);
  std::map<std::string, int> state;  // 1: being walked, 2: done
  std::string found;
  const std::function<void(const std::string&)> walk = [&](const std::string& name) {
    state[name] = 1;
    for (const std::string& called : calls[name]) {
      if (state[called] == 1) found = called;
      if (state[called] == 0 && found.empty()) walk(called);
    }
    state[name] = 2;
  };
  for (const DraftFlow& flow : flows)
    if (state[flow.name] == 0) walk(flow.name);
  return found;
}

void ResolveCalls(Drafts& drafts) {
  for (DraftFlow& flow : drafts.flows)
    for (DraftStep& step : flow.steps) {
      if (step.kind != "subflow") continue;
      const auto known = drafts.names.find(step.subflow);
      if (known != drafts.names.end()) {
        step.subflow = known->second;
        continue;
      }
      drafts.losses.push_back(
          {flow.name, step.id, "the flow that it runs", "not in this file: passed over"});
      step.kind.clear();
      step.subflow.clear();
    }
  std::set<std::string> called;
  for (const DraftFlow& flow : drafts.flows)
    for (const DraftStep& step : flow.steps)
      if (!step.subflow.empty()) called.insert(step.subflow);
  for (DraftFlow& flow : drafts.flows)
    flow.called = called.count(flow.name) != 0;
  std::stable_partition(drafts.flows.begin(), drafts.flows.end(),
                        [](const DraftFlow& flow) { return !flow.called; });
}

void Rename(Drafts& drafts, const std::string& name) {
  const std::string old = drafts.flows.front().name;
  for (DraftFlow& flow : drafts.flows) {
    if (flow.name == old) flow.name = name;
    for (DraftStep& step : flow.steps)
      if (step.subflow == old) step.subflow = name;
  }
  for (Loss& loss : drafts.losses)
    if (loss.flow == old) loss.flow = name;
}

// "\r\n" and "\r" of other machines are line feeds.
std::string WithLineFeeds(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r')
      out += text[i];
    else if (i + 1 == text.size() || text[i + 1] != '\n')
      out += '\n';
  }
  return out;
}

void LoseSystem(const DraftFlow& flow, Losses& losses) {
  if (!flow.called && flow.system.empty())
    losses.push_back(
        {flow.name, "", "system texts", "the file has none: English ones are written, adapt them"});
}

Result<Imported> Finish(Drafts drafts, std::string_view name) {
  ResolveCalls(drafts);
  if (const std::string circle = Circle(drafts.flows); !circle.empty())
    return Invalid("/flows: flow " + circle + " runs itself, over others or at once");
  if (!name.empty()) {
    const std::string wanted(name);
    if (ReservedNames().count(wanted) != 0) return Invalid("the name " + wanted + " is no flow's");
    if (std::any_of(drafts.flows.begin() + 1, drafts.flows.end(),
                    [&](const DraftFlow& flow) { return flow.name == wanted; }))
      return Invalid("the name " + wanted + " is that of another flow in the file");
    Rename(drafts, wanted);
  }
  Imported imported;
  for (DraftFlow& flow : drafts.flows) {
    FoldDraft(flow, drafts.losses);
    LoseSystem(flow, drafts.losses);
  }
  LoseNever(drafts.flows, drafts.losses);
  for (DraftFlow& flow : drafts.flows) {
    Written written = WriteDraft(flow);
    imported.flows.push_back({flow.name, std::move(written.document)});
    for (auto& [language, texts] : written.texts)
      imported.texts[language].merge(texts);
  }
  imported.losses = std::move(drafts.losses);
  return imported;
}

std::vector<SourceFile> FilesOf(const Imported& imported) {
  std::vector<SourceFile> files;
  for (const ImportedFlow& flow : imported.flows)
    files.push_back({flow.name + ".json", flow.document});
  return files;
}

}  // namespace

Result<Imported> Import(const SourceFile& file, std::string_view name) {
  const auto json = ParseJson(file.text, kLimits);
  if (!json) return Invalid(file.path + ": " + json.error().message);
  std::string error;
  const Node root(&*json, "", error);
  RefuseControls(root);
  if (!error.empty()) return Invalid(file.path + ": " + error);
  Drafts drafts;
  if (root["specification_version"].given())
    ReadFloip(root, drafts);
  else if (root["nodes"].given() || root["flows"].given())
    ReadGoflow(root, drafts);
  else
    root.Wrong("neither a FLOIP container (specification_version) nor a RapidPro flow (nodes)");
  if (!error.empty()) return Invalid(file.path + ": " + error);
  if (drafts.flows.empty()) return Invalid(file.path + ": /flows: no flow");
  auto imported = Finish(std::move(drafts), name);
  if (!imported) return Invalid(file.path + ": " + imported.error().message);
  // What the engine would refuse never leaves here.
  const auto files = FilesOf(*imported);
  TRY_ASSIGN(const auto selected, SelectFlows(imported->flows.front().name, files));
  if (const auto bundle = Compile(selected, {}); !bundle)
    return Invalid(file.path + ": " + bundle.error().message);
  return imported;
}

std::map<std::string, int> ReservedNames() {
  return {{"words", 1}, {"glossary", 1}};
}

std::string Uuids::Take(const Node& node) {
  std::string uuid = node.NeedUuid();
  if (!seen_.emplace(uuid, 1).second) node.Wrong("the same UUID twice");
  return uuid;
}

std::string TextOf(const std::string& theirs, const std::vector<std::string>& known,
                   const DraftFlow& flow, const std::string& step, Losses& losses) {
  const std::string lined = WithLineFeeds(theirs);
  const std::string_view kept = CutCharacters(lined, kMaxText);
  if (kept.size() < lined.size())
    losses.push_back({flow.name, step, "the end of a text", "longer than any screen"});
  PlainText plain = FromTemplate(kept, [&](const auto& name) {
    return std::find(known.begin(), known.end(), name) != known.end();
  });
  for (const std::string& expression : plain.lost)
    losses.push_back({flow.name, step, std::string(CutCharacters(expression, 60)),
                      "an expression in a text: left out"});
  return PlainTypography(plain.text);
}

void StripLines(const std::vector<std::string>& options, std::string& question) {
  std::string_view rest = question;
  for (size_t i = options.size(); i > 0; --i) {
    const size_t feed = rest.rfind('\n');
    if (feed == std::string_view::npos) return;
    const auto [number, text] = Numbered(rest.substr(feed + 1));
    if (number != static_cast<int>(i) || text != options[i - 1]) return;
    rest = rest.substr(0, feed);
  }
  question.resize(rest.size());
}

std::vector<std::string> TakeLines(std::string& question) {
  std::vector<std::string> lines;
  std::string_view rest = question;
  while (true) {
    const size_t feed = rest.rfind('\n');
    if (feed == std::string_view::npos) return {};
    const auto [number, text] = Numbered(rest.substr(feed + 1));
    if (number < 1 || number > static_cast<int>(kMaxParts)) return {};
    lines.emplace_back(text);
    rest = rest.substr(0, feed);
    if (number == 1) break;
  }
  for (size_t i = 0; i < lines.size(); ++i) {
    const size_t feed = question.rfind('\n');
    const auto [number, text] = Numbered(std::string_view(question).substr(feed + 1));
    if (number != static_cast<int>(lines.size() - i)) return {};
    question.resize(feed);
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

}  // namespace tipline::flows::exchange
