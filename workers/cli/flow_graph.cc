// tipline flow graph FLOW: the flow with its subflows as a picture, or as Graphviz dot.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/engine/graph.h"
#include "gateway/base/files.h"
#include "workers/cli/flow.h"
#include "workers/cli/graphviz.h"

namespace tipline::cli {
namespace {

constexpr unsigned kReadable = 0644;

struct Arguments {
  std::string flow, format = "dot", out;
};

Result<std::string> Draw(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const std::string dir, FlowsDir(context));
  TRY_ASSIGN(const auto files, ReadFlowsDir(dir));
  TRY_ASSIGN(const auto bundle, CompileFlow(arguments.flow, files));
  std::string picture = flows::Graph(bundle);
  if (arguments.format == "svg") {
    TRY_ASSIGN(picture, DotToSvg(picture));
  }
  if (!arguments.out.empty()) TRY(ReplaceFile(arguments.out, picture, kReadable));
  return picture;
}

int Print(const Context& context, const Arguments& arguments) {
  const auto picture = Draw(context, arguments);
  if (!picture) return Fail(picture.error());
  if (context.json) {
    nlohmann::json answer = {{"flow", arguments.flow}};
    if (arguments.out.empty())
      answer[arguments.format] = *picture;
    else
      answer["out"] = arguments.out;
    std::cout << DumpJson(answer) << "\n";
  } else if (arguments.out.empty()) {
    std::cout << *picture;
  }
  return kDone;
}

}  // namespace

void AddFlowGraph(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* graph = group.add_subcommand("graph", "Draw a flow with its subflows (Graphviz)");
  const auto arguments = std::make_shared<Arguments>();
  graph->add_option("flow", arguments->flow, "name of the flow")->required();
  graph->add_option("--format", arguments->format, "dot, or svg (needs Graphviz)")
      ->check(CLI::IsMember({"dot", "svg"}));
  graph->add_option("--out", arguments->out, "file to write (default: stdout)");
  graph->callback([=, &context, &exit_code] { exit_code = Print(context, *arguments); });
}

}  // namespace tipline::cli
