// tipline sites: workplaces with a code that workers can type, from a table into SQL and back.
#include <cstdio>
#include <iostream>
#include <memory>
#include <set>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/records/directory.h"
#include "workers/cli/content_file.h"
#include "workers/cli/data_source.h"
#include "workers/cli/sites_csv.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

struct Arguments {
  std::string file;
  std::map<std::string, std::string> cells;  // of `add`, by column
  bool dry_run = false;
};

Json SiteJson(const store::SiteRow& one) {
  return {{"code", one.code},
          {"name", one.name},
          {"brand", one.brand},
          {"country", one.country},
          {"region", one.region},
          {"season", one.season},
          {"responder", one.responder_id},
          {"contact", one.contact.Reveal()},
          {"active", one.active}};
}

void Print(const Context& context, const std::vector<store::SiteRow>& sites, const char* after) {
  Json out = Json::array();
  for (const store::SiteRow& one : sites) {
    out.push_back(SiteJson(one));
    if (!context.json)
      std::printf("%s  %-32s %-20s %-6s %-5s %s%s\n", one.code.c_str(), one.name.c_str(),
                  one.brand.c_str(), (one.region.empty() ? one.country : one.region).c_str(),
                  one.season.c_str(), one.responder_id.c_str(), one.active ? "" : "  not active");
  }
  if (context.json)
    std::cout << DumpJson(out) << "\n";
  else if (*after != '\0')
    std::printf("%zu sites%s\n", sites.size(), after);
}

// All of the table or nothing; who has no code gets one.
Status Keep(const Context& context, const Arguments& arguments, const CsvTable& table) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const Directory directory,
             store::DirectoryRecords(*opened->database, opened->keys).Load());
  store::SiteRecords records(*opened->database, opened->keys);
  TRY_ASSIGN(std::vector<store::SiteRow> known, records.Load());
  std::vector<store::SiteRow> rows;
  std::vector<std::string> errors;
  std::set<std::string> codes;
  for (const CsvRow& row : table.rows) {
    CsvCells cells(table, row, arguments.file, errors);
    store::SiteRow site = SiteFrom(cells, table, known, directory);
    if (site.code.empty()) {
      TRY_ASSIGN(site.code, NewSiteCode(known));
      known.push_back(site);
    }
    if (!codes.insert(site.code).second) cells.Wrong("code", "each one once");
    rows.push_back(std::move(site));
  }
  TRY(Refuse(arguments.file, errors));
  if (rows.empty()) return Invalid(arguments.file + ": no rows; nothing was changed");
  if (!arguments.dry_run) TRY(records.Keep(rows, kCliActor, SystemClock().Now()));
  Print(context, rows,
        arguments.dry_run ? ", would be kept"
                          : " kept; tipline data publish sites hands them to the gateways");
  return Unit{};
}

Status Import(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(
      const CsvTable table,
      ReadContent(arguments.file, {"name", "brand", "country", "responder"}, SiteColumns(), {}));
  return Keep(context, arguments, table);
}

// A table of one row.
Status Add(const Context& context, const Arguments& arguments) {
  CsvTable table;
  CsvRow row;
  row.line = 1;
  for (const auto& [column, cell] : arguments.cells) {
    table.columns.push_back(column);
    row.cells.push_back(cell);
  }
  table.rows.push_back(row);
  Arguments named = arguments;
  named.file = "sites add";
  return Keep(context, named, table);
}

Status List(const Context& context) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const auto sites, store::SiteRecords(*opened->database, opened->keys).Load());
  Print(context, sites, "");
  return Unit{};
}

Status Export(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const auto sites, store::SiteRecords(*opened->database, opened->keys).Load());
  return WriteContent(arguments.file, SitesCsv(sites));
}

// Codes and names, and nothing else of them.
Result<std::optional<Json>> FromRecords(CaseStore& opened) {
  TRY_ASSIGN(const auto sites, store::SiteRecords(*opened.database, opened.keys).Load());
  if (sites.empty()) return std::optional<Json>();
  Json rows = Json::array();
  for (const store::SiteRow& one : sites)
    if (one.active) rows.push_back({{"code", one.code}, {"name", one.name}});
  return std::optional(Json{{"source", "sites"}, {"rows", std::move(rows)}});
}

void AddAdd(CLI::App& group, Context& context, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* add = group.add_subcommand("add", "One workplace; prints its new code");
  const auto cell = [&](const char* column, const char* about, bool needed) {
    auto* option = add->add_option(std::string("--") + column, arguments->cells[column], about);
    if (needed) option->required();
  };
  cell("name", "as workers call it; shown on phones", true);
  cell("brand", "the company, or the buyer it works for", true);
  cell("country", "ISO 3166-1, like GT", true);
  cell("region", "ISO 3166-2, like GT-13", false);
  cell("season", "first and last month, like 10-03 (default: the year)", false);
  cell("responder", "id in the directory of who answers for it, independent of the company", true);
  cell("contact", "whom the company can be reached by; for staff, kept sealed", false);
  add->callback([=, &context, &exit_code] { exit_code = CodeOf(Add(context, *arguments)); });
}

void AddSitesCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand("sites", "Workplaces with a code that workers can type");
  group->require_subcommand(1);
  AddAdd(*group, context, exit_code);
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* list = group->add_subcommand("list", "All of them, with who answers for each");
  list->callback([&context, &exit_code] { exit_code = CodeOf(List(context)); });
  CLI::App* take_over = group->add_subcommand(
      "import", "Add or change those of a CSV file; nothing if a cell is wrong");
  take_over
      ->add_option("file", arguments->file,
                   "columns: name, brand, country, responder; code (empty: a new one), region,"
                   " season, contact, active: those of a workplace with a code stay as they are"
                   " where the file has no such column")
      ->required();
  take_over->add_flag("--dry-run", arguments->dry_run, "only check the file");
  take_over->callback(
      [=, &context, &exit_code] { exit_code = CodeOf(Import(context, *arguments)); });
  CLI::App* out = group->add_subcommand("export", "All of them as a CSV file that can be imported");
  out->add_option("file", arguments->file, "where to; - is standard output")->required();
  out->callback([=, &context, &exit_code] { exit_code = CodeOf(Export(context, *arguments)); });
}

const RegisterCommand kRegistered("sites", AddSitesCommand);
const RegisterDataSource kSource("sites", FromRecords);

}  // namespace
}  // namespace tipline::cli
