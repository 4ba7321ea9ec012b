// What the files of `tipline flow` share: each subcommand is one file flow_<name>.cc with one Add
// function.
#pragma once

#include <string>
#include <vector>

#include "flows/engine/flow_set.h"
#include "flows/lint/lint.h"
#include "workers/cli/command.h"

namespace tipline::cli {

void AddFlowLint(CLI::App& group, Context& context, int& exit_code);
void AddFlowSimulate(CLI::App& group, Context& context, int& exit_code);
void AddFlowPublish(CLI::App& group, Context& context, int& exit_code);
void AddFlowVersions(CLI::App& group, Context& context, int& exit_code);
void AddFlowGraph(CLI::App& group, Context& context, int& exit_code);
void AddFlowPo(CLI::App& group, Context& context, int& exit_code);
void AddFlowExport(CLI::App& group, Context& context, int& exit_code);
void AddFlowImport(CLI::App& group, Context& context, int& exit_code);
void AddFlowDiff(CLI::App& group, Context& context, int& exit_code);
void AddFlowBudget(CLI::App& group, Context& context, int& exit_code);

// A flows folder: *.json and *.po, sorted.
Result<std::vector<flows::SourceFile>> ReadFlowsDir(const std::string& dir);
Result<std::vector<flows::SourceFile>> ReadFlowFiles(const std::vector<std::string>& paths);
std::vector<flows::SourceFile> EndingIn(const std::vector<flows::SourceFile>& files,
                                        std::string_view end);
// The names of the flows that are no other's subflow.
Result<std::vector<std::string>> RootFlows(const std::vector<flows::SourceFile>& files);
Result<flows::Bundle> CompileFlow(const std::string& name,
                                  const std::vector<flows::SourceFile>& files);
// The folder named by the configuration.
Result<std::string> FlowsDir(const Context& context);

// One line each, errors first; as a JSON array with --json.
void PrintFindings(const Context& context, const std::vector<flows::Finding>& findings,
                   std::ostream& out);

}  // namespace tipline::cli
