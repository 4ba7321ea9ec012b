// tipline flow graph FLOW: Graphviz on stdout (`| dot -Tsvg`).
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/engine/graph.h"
#include "workers/cli/flow.h"

namespace tipline::cli {
namespace {

Result<std::string> Draw(const Context& context, const std::string& name) {
  TRY_ASSIGN(const std::string dir, FlowsDir(context));
  TRY_ASSIGN(const auto files, ReadFlowsDir(dir));
  TRY_ASSIGN(const auto bundle, CompileFlow(name, files));
  return flows::Graph(bundle);
}

int Print(const Context& context, const std::string& name) {
  const auto graph = Draw(context, name);
  if (!graph) return Fail(graph.error());
  if (context.json)
    std::cout << DumpJson({{"flow", name}, {"dot", *graph}}) << "\n";
  else
    std::cout << *graph;
  return kDone;
}

}  // namespace

void AddFlowGraph(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* graph = group.add_subcommand("graph", "Draw a flow with its subflows (Graphviz dot)");
  const auto name = std::make_shared<std::string>();
  graph->add_option("flow", *name, "name of the flow")->required();
  graph->callback([=, &context, &exit_code] { exit_code = Print(context, *name); });
}

}  // namespace tipline::cli
