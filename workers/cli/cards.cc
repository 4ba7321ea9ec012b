// tipline cards: rights, papers and other short texts, from a table into SQL and back.
#include <cstdio>
#include <iostream>
#include <memory>
#include <set>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/system_clock.h"
#include "workers/cli/content_file.h"
#include "workers/cli/data_source.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

Result<std::vector<flows::CardRow>> ReadFile(const ContentArguments& arguments,
                                             const ContentRules& rules) {
  TRY_ASSIGN(const CsvTable table,
             ReadContent(arguments.file,
                         {"id", "topic", "label", "text", "source", "reviewed", "review by"},
                         CardColumns(), {"label", "text"}));
  std::vector<flows::CardRow> rows;
  std::vector<std::string> errors;
  std::set<std::string> ids;
  for (const CsvRow& row : table.rows) {
    CsvCells cells(table, row, arguments.file, errors);
    rows.push_back(CardFrom(cells, table, rules));
    if (!rows.back().id.empty() && !ids.insert(rows.back().id).second)
      cells.Wrong("id", "each one once");
  }
  TRY(Refuse(arguments.file, errors));
  if (rows.empty() && !arguments.empty) return NoRows(arguments.file);
  return rows;
}

Status Import(const Context& context, const ContentArguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const ContentRules rules, ReadRules(opened->settings, arguments));
  TRY_ASSIGN(const auto rows, ReadFile(arguments, rules));
  if (!arguments.dry_run)
    TRY(store::CardRecords(*opened->database).Import(rows, kCliActor, SystemClock().Now()));
  if (context.json)
    std::cout << DumpJson({{"rows", rows.size()}, {"imported", !arguments.dry_run}}) << "\n";
  else
    std::printf("%zu cards%s\n", rows.size(),
                arguments.dry_run ? ", would be imported"
                                  : "; tipline data publish cards hands them to the gateways");
  return Unit{};
}

Status Export(const Context& context, const ContentArguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const auto rows, store::CardRecords(*opened->database).Load());
  return WriteContent(arguments.file, CardsCsv(rows));
}

// As config/data/cards.json is written.
Result<std::optional<Json>> FromRecords(CaseStore& opened) {
  TRY_ASSIGN(const auto rows, store::CardRecords(*opened.database).Load());
  if (rows.empty()) return std::optional<Json>();
  Json cards = Json::array();
  for (const flows::CardRow& row : rows)
    cards.push_back(flows::CardJson(row));
  return std::optional(Json{{"source", "cards"}, {"cards", cards}});
}

void AddCardsCommand(CLI::App& app, Context& context, int& exit_code) {
  AddContentCommand(app,
                    {"cards", "Rights, papers and other short texts", "the cards",
                     "columns: id, topic, stage, place, origin, sector, label, text, source,"
                     " reviewed, review by, \"label LANGUAGE\", \"text LANGUAGE\"",
                     "The cards", Import, Export},
                    std::make_shared<ContentArguments>(), context, exit_code);
}

const RegisterCommand kRegistered("cards", AddCardsCommand);
const RegisterDataSource kSource("cards", FromRecords);

}  // namespace
}  // namespace tipline::cli
