// tipline flow budget [FLOW]: how much room each screen takes.
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/exchange/budget.h"
#include "workers/cli/flow.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;
using flows::BudgetRow;

struct Arguments {
  std::string flow, language;
  bool over = false;
};

Result<std::vector<BudgetRow>> Rows(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const std::string dir, FlowsDir(context));
  TRY_ASSIGN(const auto files, ReadFlowsDir(dir));
  std::vector<std::string> names = {arguments.flow};
  if (arguments.flow.empty()) {
    TRY_ASSIGN(names, RootFlows(files));
  }
  std::vector<BudgetRow> rows;
  bool spoken = arguments.language.empty();
  for (const std::string& name : names) {
    TRY_ASSIGN(const auto bundle, CompileFlow(name, files));
    const auto& languages = bundle.languages();
    spoken = spoken ||
             std::find(languages.begin(), languages.end(), arguments.language) != languages.end();
    auto more = flows::BudgetOf(bundle.data(), arguments.language, {});
    std::move(more.begin(), more.end(), std::back_inserter(rows));
  }
  if (!spoken) return Invalid("--lang: no flow speaks " + arguments.language);
  if (arguments.over)
    rows.erase(std::remove_if(rows.begin(), rows.end(), [](const auto& r) { return !r.over(); }),
               rows.end());
  return rows;
}

std::string PlaceOf(const BudgetRow& row) {
  return row.flow + ":" + (row.step.empty() ? "system" : row.step) + ":" + row.text;
}

void PrintTable(const std::vector<BudgetRow>& rows) {
  size_t width = 4;
  for (const BudgetRow& row : rows)
    width = std::max(width, PlaceOf(row).size());
  const int column = static_cast<int>(width) + 1;
  std::cout << std::left << std::setw(column) << "text" << std::setw(12) << "language"
            << std::setw(7) << "medium" << std::setw(9) << "encoding" << std::setw(9) << "used"
            << "parts\n";
  for (const BudgetRow& row : rows) {
    const std::string language = row.language + (row.fallback ? " (gsm7)" : "");
    const std::string used = std::to_string(row.size.units) + "/" + std::to_string(row.room);
    std::cout << std::setw(column) << PlaceOf(row) << std::setw(12) << language << std::setw(7)
              << MediumName(row.medium) << std::setw(9) << EncodingName(row.size.encoding)
              << std::setw(9) << used << row.size.parts << (row.over() ? "  over" : "") << "\n";
  }
}

Json RowJson(const BudgetRow& row) {
  return {{"flow", row.flow},
          {"step", row.step},
          {"text", row.text},
          {"language", row.language},
          {"spelling", row.fallback ? "gsm7" : "own"},
          {"medium", MediumName(row.medium)},
          {"encoding", EncodingName(row.size.encoding)},
          {"units", row.size.units},
          {"room", row.room},
          {"parts", row.size.parts},
          {"over", row.over()}};
}

int Run(const Context& context, const Arguments& arguments) {
  const auto rows = Rows(context, arguments);
  if (!rows) return Fail(rows.error());
  if (context.json) {
    Json list = Json::array();
    for (const BudgetRow& row : *rows)
      list.push_back(RowJson(row));
    std::cout << DumpJson(list) << "\n";
  } else {
    PrintTable(*rows);
  }
  return kDone;
}

}  // namespace

void AddFlowBudget(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* command = group.add_subcommand("budget", "How much room each screen takes on a phone");
  const auto arguments = std::make_shared<Arguments>();
  command->add_option("flow", arguments->flow, "name of the flow (default: all)");
  command->add_option("--lang", arguments->language, "one language (default: all)");
  command->add_flag("--over", arguments->over, "only those that take more than they have");
  command->callback([=, &context, &exit_code] { exit_code = Run(context, *arguments); });
}

}  // namespace tipline::cli
