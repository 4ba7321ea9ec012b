// tipline flow export FLOW --as floip|goflow: for another platform. What could not be carried over
// goes to stderr; 1 with --strict if there is anything.
#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/files.h"
#include "workers/cli/flow_losses_json.h"

namespace tipline::cli {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kReadable = 0644;

struct Arguments {
  std::string flow, as = "floip", out;
  bool strict = false;
};

// The newest of the documents that the bundle is made of: the same files give the same export.
TimePoint ModifiedAt(const flows::Bundle& bundle) {
  TimePoint newest{};
  std::error_code failed;
  for (const std::string& path : FilesOf(bundle)) {
    const auto written = fs::last_write_time(path, failed);
    if (failed) continue;
    const auto when =
        std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(written));
    newest = std::max(newest, FromMillis(when.time_since_epoch().count() * 1000));
  }
  return newest;
}

Result<flows::exchange::Exported> Make(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const std::string dir, FlowsDir(context));
  TRY_ASSIGN(const auto files, ReadFlowsDir(dir));
  TRY_ASSIGN(const auto bundle, CompileFlow(arguments.flow, files));
  auto exported = arguments.as == "floip"
                      ? flows::exchange::ExportFloip(bundle.data(), ModifiedAt(bundle))
                      : flows::exchange::ExportGoflow(bundle.data());
  if (!arguments.out.empty()) TRY(ReplaceFile(arguments.out, exported.json, kReadable));
  return exported;
}

int Run(const Context& context, const Arguments& arguments) {
  const auto exported = Make(context, arguments);
  if (!exported) return Fail(exported.error());
  if (context.json) {
    nlohmann::json answer = {{"flow", arguments.flow},
                             {"as", arguments.as},
                             {"not_carried_over", LossesJson(exported->losses)}};
    if (arguments.out.empty()) {
      auto file = ParseJson(exported->json, {.bytes = SIZE_MAX, .depth = 32, .nodes = SIZE_MAX});
      if (!file) return Fail(file.error());
      answer["file"] = *std::move(file);
    } else {
      answer["out"] = arguments.out;
    }
    std::cout << DumpJson(answer) << "\n";
  } else {
    if (arguments.out.empty()) std::cout << exported->json;
    PrintLosses(exported->losses, std::cerr);
  }
  return arguments.strict && !exported->losses.empty() ? kNo : kDone;
}

}  // namespace

void AddFlowExport(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* command = group.add_subcommand(
      "export", "A flow with its subflows for another platform; lists what it cannot say");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("flow", arguments->flow, "name of the flow")->required();
  command->add_option("--as", arguments->as, "floip (1.0.0-rc4) or goflow (RapidPro)")
      ->check(CLI::IsMember({"floip", "goflow"}));
  command->add_option("--out", arguments->out, "file to write (default: stdout)");
  command->add_flag("--strict", arguments->strict, "1 if anything could not be carried over");
  command->callback([=, &context, &exit_code] { exit_code = Run(context, *arguments); });
}

}  // namespace tipline::cli
