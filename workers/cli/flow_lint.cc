// tipline flow lint [FILES…]: exit 1 if any finding is an error.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "workers/cli/flow.h"

namespace tipline::cli {
namespace {

Result<std::vector<flows::SourceFile>> Files(const Context& context,
                                             const std::vector<std::string>& paths) {
  if (!paths.empty()) return ReadFlowFiles(paths);
  TRY_ASSIGN(const std::string dir, FlowsDir(context));
  return ReadFlowsDir(dir);
}

int Lint(const Context& context, const std::vector<std::string>& paths) {
  const auto files = Files(context, paths);
  if (!files) return Fail(files.error());
  const auto findings = flows::Lint(*files);
  PrintFindings(context, findings, std::cout);
  return flows::HasErrors(findings) ? kNo : kDone;
}

}  // namespace

void AddFlowLint(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* lint = group.add_subcommand(
      "lint", "Check flows, translations and word lists; 1 if there is an error");
  const auto paths = std::make_shared<std::vector<std::string>>();
  lint->add_option(
      "files", *paths,
      "flow documents, PO catalogs, words.json, glossary.json, cover/en.json (default: flows_dir)");
  lint->callback([=, &context, &exit_code] { exit_code = Lint(context, *paths); });
}

}  // namespace tipline::cli
