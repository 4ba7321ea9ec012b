// tipline flow import FILE: a FLOIP container or a RapidPro file becomes flow documents, and their
// translations entries of the catalogs beside them. Nothing of the file is run or fetched.
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/engine/catalog_update.h"
#include "gateway/base/files.h"
#include "workers/cli/flow_losses_json.h"

namespace tipline::cli {
namespace {

namespace fs = std::filesystem;
using flows::exchange::Imported;

constexpr unsigned kReadable = 0644;
constexpr size_t kMaxFile = size_t{16} << 20U;  // flow `main` in all languages is 6 MB

struct Arguments {
  std::string file, name, out = ".";
};

struct Outcome {
  Imported imported;
  std::vector<std::string> written;
  std::vector<flows::Finding> findings;
};

Status RefuseOthers(const Imported& imported, const std::string& dir) {
  std::error_code failed;
  if (!fs::is_directory(dir, failed)) return NotFound("--out: " + dir + ": no such folder");
  for (const auto& flow : imported.flows) {
    const std::string path = dir + "/" + flow.name + ".json";
    if (fs::exists(path, failed))
      return Conflict(path + ": is there already; --name gives another");
  }
  return Unit{};
}

// Takes the translations into the catalog of their language, or makes one.
Result<flows::SourceFile> Merged(const std::string& dir, const std::string& language,
                                 const std::map<std::string, flows::Translation>& texts) {
  const std::string path = dir + "/" + language + ".po";
  flows::Catalog catalog = flows::NewCatalog(language);
  std::error_code failed;
  if (fs::exists(path, failed)) {
    TRY_ASSIGN(std::string text, ReadFile(path, kMaxFile));
    TRY_ASSIGN(catalog, flows::ReadCatalog({path, std::move(text)}));
  }
  for (const auto& [context, entry] : texts)
    catalog.entries[context] = entry;
  return flows::SourceFile{path, flows::WriteCatalog(catalog, {})};
}

Result<Outcome> Import(const Arguments& arguments) {
  Outcome outcome;
  TRY_ASSIGN(std::string text, ReadFile(arguments.file, kMaxFile));
  TRY_ASSIGN(outcome.imported,
             flows::exchange::Import({arguments.file, std::move(text)}, arguments.name));
  TRY(RefuseOthers(outcome.imported, arguments.out));
  std::vector<flows::SourceFile> files;
  for (const auto& flow : outcome.imported.flows)
    files.push_back({arguments.out + "/" + flow.name + ".json", flow.document});
  for (const auto& [language, texts] : outcome.imported.texts) {
    TRY_ASSIGN(auto catalog, Merged(arguments.out, language, texts));
    files.push_back(std::move(catalog));
  }
  for (const flows::SourceFile& file : files) {
    TRY(ReplaceFile(file.path, file.text, kReadable));
    outcome.written.push_back(file.path);
  }
  TRY_ASSIGN(const auto folder, ReadFlowsDir(arguments.out));
  for (flows::Finding& finding : flows::Lint(folder))
    if (std::find(outcome.written.begin(), outcome.written.end(), finding.file) !=
        outcome.written.end())
      outcome.findings.push_back(std::move(finding));
  return outcome;
}

int Run(const Context& context, const Arguments& arguments) {
  const auto outcome = Import(arguments);
  if (!outcome) return Fail(outcome.error());
  if (context.json) {
    nlohmann::json findings = nlohmann::json::array();
    for (const flows::Finding& finding : outcome->findings)
      findings.push_back(flows::FormatFinding(finding));
    std::cout << DumpJson({{"written", outcome->written},
                           {"not_carried_over", LossesJson(outcome->imported.losses)},
                           {"lint", std::move(findings)}})
              << "\n";
    return kDone;
  }
  for (const std::string& path : outcome->written)
    std::cout << path << "\n";
  PrintLosses(outcome->imported.losses, std::cerr);
  if (!outcome->findings.empty()) std::cerr << "Before it is published (tipline flow lint):\n";
  PrintFindings(context, outcome->findings, std::cerr);
  return kDone;
}

std::string CheckName(const std::string& name) {
  const bool plain =
      !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
      });
  return plain ? std::string() : std::string("allowed: a-z, 0-9 and _");
}

}  // namespace

void AddFlowImport(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* command = group.add_subcommand(
      "import", "Flow documents and texts from a FLOIP container or a RapidPro file");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("file", arguments->file, "the file")->required();
  command->add_option("--name", arguments->name, "name of the first flow (default: its own)")
      ->check(CLI::Validator(CheckName, "NAME"));
  command->add_option("--out", arguments->out, "folder to write to (default: here)");
  command->callback([=, &context, &exit_code] { exit_code = Run(context, *arguments); });
}

}  // namespace tipline::cli
