// tipline flow: check, try, publish and draw flows.
#include "workers/cli/flow.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/engine/documents.h"
#include "gateway/base/files.h"
#include "gateway/base/settings.h"

namespace tipline::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxFile = size_t{4} << 20U;

void AddFlowCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group =
      app.add_subcommand("flow", "Flows: lint, try, publish, compare, draw, exchange, translate");
  group->require_subcommand(1);
  AddFlowLint(*group, context, exit_code);
  AddFlowSimulate(*group, context, exit_code);
  AddFlowPublish(*group, context, exit_code);
  AddFlowVersions(*group, context, exit_code);
  AddFlowGraph(*group, context, exit_code);
  AddFlowPo(*group, context, exit_code);
  AddFlowExport(*group, context, exit_code);
  AddFlowImport(*group, context, exit_code);
  AddFlowDiff(*group, context, exit_code);
  AddFlowBudget(*group, context, exit_code);
}

const RegisterCommand kRegistered("flow", AddFlowCommand);

bool IsFlowFile(const fs::path& path) {
  const std::string end = path.extension();
  return end == ".json" || end == ".po";
}

}  // namespace

Result<std::vector<flows::SourceFile>> ReadFlowFiles(const std::vector<std::string>& paths) {
  std::vector<flows::SourceFile> files;
  for (const std::string& path : paths) {
    TRY_ASSIGN(std::string text, ReadFile(path, kMaxFile));
    files.push_back({path, std::move(text)});
  }
  return files;
}

Result<std::vector<flows::SourceFile>> ReadFlowsDir(const std::string& dir) {
  std::error_code failed;
  std::vector<std::string> paths;
  for (auto it = fs::directory_iterator(dir, failed); !failed && it != fs::end(it);
       it.increment(failed))
    if (it->is_regular_file(failed) && IsFlowFile(it->path())) paths.push_back(it->path());
  if (failed) return NotFound("flows_dir: " + dir + ": " + failed.message());
  if (const std::string covers = dir + "/cover/en.json"; fs::exists(covers, failed))
    paths.push_back(covers);
  std::sort(paths.begin(), paths.end());
  return ReadFlowFiles(paths);
}

std::vector<flows::SourceFile> EndingIn(const std::vector<flows::SourceFile>& files,
                                        std::string_view end) {
  std::vector<flows::SourceFile> found;
  std::copy_if(files.begin(), files.end(), std::back_inserter(found),
               [end](const flows::SourceFile& file) { return file.path.ends_with(end); });
  return found;
}

Result<std::vector<std::string>> RootFlows(const std::vector<flows::SourceFile>& files) {
  std::vector<std::string> names;
  std::set<std::string> called;
  for (const flows::SourceFile& file : EndingIn(files, ".json")) {
    if (flows::IsWordList(file.path) || flows::IsGlossary(file.path) ||
        flows::IsCoverPack(file.path))
      continue;
    TRY_ASSIGN(const nlohmann::json document, flows::ParseDocument(file));
    const auto name = document.find("flow");
    if (name == document.end() || !name->is_string())
      return Invalid(file.path + ": field flow: missing");
    names.push_back(name->get<std::string>());
    for (std::string& subflow : flows::SubflowNames(document))
      called.insert(std::move(subflow));
  }
  names.erase(std::remove_if(names.begin(), names.end(),
                             [&](const auto& name) { return called.count(name) != 0; }),
              names.end());
  return names;
}

Result<flows::Bundle> CompileFlow(const std::string& name,
                                  const std::vector<flows::SourceFile>& files) {
  TRY_ASSIGN(const auto selected, flows::SelectFlows(name, EndingIn(files, ".json")));
  return flows::Compile(selected, EndingIn(files, ".po"));
}

Result<std::string> FlowsDir(const Context& context) {
  TRY_ASSIGN(const Settings settings, LoadSettings(context.config_file));
  return settings.flows_dir;
}

void PrintFindings(const Context& context, const std::vector<flows::Finding>& findings,
                   std::ostream& out) {
  if (context.json) {
    nlohmann::json list = nlohmann::json::array();
    for (const flows::Finding& finding : findings)
      list.push_back({{"file", finding.file},
                      {"step", finding.step},
                      {"lang", finding.language},
                      {"rule", finding.rule},
                      {"text", finding.text},
                      {"severity", flows::SeverityName(finding.severity)}});
    out << DumpJson(list) << "\n";
    return;
  }
  for (const auto severity : {flows::Severity::kError, flows::Severity::kWarning})
    for (const flows::Finding& finding : findings)
      if (finding.severity == severity)
        out << flows::FormatFinding(finding)
            << (severity == flows::Severity::kWarning ? " (warning)" : "") << "\n";
}

}  // namespace tipline::cli
