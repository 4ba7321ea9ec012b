// tipline services: the public directory of who helps with what, from a table into SQL and back.
// What only staff may see goes into a table of its own, sealed; `data publish` has no way to it.
#include <cstdio>
#include <iostream>
#include <memory>
#include <set>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/system_clock.h"
#include "workers/cli/content_file.h"
#include "workers/cli/data_source.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

struct Read {
  std::vector<flows::ServiceRow> rows;
  std::optional<store::PrivateDetails> details;  // nothing: the file has no private column
};

Result<Read> ReadFile(const ContentArguments& arguments, const ContentRules& rules) {
  std::vector<std::string> known = ServiceColumns();
  known.insert(known.end(), PrivateColumns().begin(), PrivateColumns().end());
  TRY_ASSIGN(const CsvTable table, ReadContent(arguments.file,
                                               {"id", "name", "needs", "hours", "zone", "phone",
                                                "verified", "verified by"},
                                               known, {"note"}));
  Read read;
  for (const std::string& column : PrivateColumns())
    if (table.Column(column) >= 0) read.details.emplace();
  std::vector<std::string> errors;
  std::set<std::string> ids;
  for (const CsvRow& row : table.rows) {
    CsvCells cells(table, row, arguments.file, errors);
    read.rows.push_back(ServiceFrom(cells, table, rules));
    const std::string& id = read.rows.back().id;
    if (!id.empty() && !ids.insert(id).second) cells.Wrong("id", "each one once");
    if (read.details)
      if (auto details = PrivateFrom(cells, table); !details.empty())
        (*read.details)[id] = std::move(details);
  }
  TRY(Refuse(arguments.file, errors));
  if (read.rows.empty()) return Invalid(arguments.file + ": no rows; nothing was changed");
  return read;
}

Status Import(const Context& context, const ContentArguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const ContentRules rules, ReadRules(opened->settings, arguments));
  TRY_ASSIGN(const Read read, ReadFile(arguments, rules));
  if (!arguments.dry_run)
    TRY(store::ServiceRecords(*opened->database, opened->keys)
            .Import(read.rows, read.details, kCliActor, SystemClock().Now()));
  if (context.json)
    std::cout << DumpJson({{"rows", read.rows.size()},
                           {"with_private", read.details ? read.details->size() : 0},
                           {"imported", !arguments.dry_run}})
              << "\n";
  else
    std::printf("%zu services%s\n", read.rows.size(),
                arguments.dry_run ? ", would be imported"
                                  : "; tipline data publish services hands them to the gateways");
  return Unit{};
}

Status Export(const Context& context, const ContentArguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const auto rows, store::PublicServices(*opened->database).Load());
  if (!arguments.with_private) return WriteContent(arguments.file, ServicesCsv(rows, nullptr));
  TRY_ASSIGN(const auto details, store::ServiceRecords(*opened->database, opened->keys)
                                     .LoadPrivate(kCliActor, SystemClock().Now()));
  return WriteContent(arguments.file, ServicesCsv(rows, &details));
}

// As config/data/services.json is written.
Result<std::optional<Json>> FromRecords(CaseStore& opened) {
  TRY_ASSIGN(const auto rows, store::PublicServices(*opened.database).Load());
  if (rows.empty()) return std::optional<Json>();
  Json services = Json::array();
  for (const flows::ServiceRow& row : rows)
    services.push_back(flows::ServiceJson(row));
  return std::optional(Json{{"source", "services"}, {"services", services}});
}

void AddServicesCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand("services", "The public directory: who helps with what");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<ContentArguments>();
  CLI::App* import = group->add_subcommand(
      "import", "Take over a CSV file in place of the list; nothing if a cell is wrong");
  import
      ->add_option("file", arguments->file,
                   "columns: id, name, needs, areas, languages, who, hours, zone, cost, phone,"
                   " place, closed, verified, verified by, note, \"note LANGUAGE\"; for staff only:"
                   " private name, private address, contact, agreement, agreement until,"
                   " may receive, capacity, conflicts; lists with | between")
      ->required();
  import->add_option("--needs", arguments->needs, "the lists of needs (config/data/needs.json)");
  import->add_flag("--dry-run", arguments->dry_run, "only check the file");
  import->callback([=, &context, &exit_code] { exit_code = CodeOf(Import(context, *arguments));
});
CLI::App* out = group->add_subcommand("export", "The list as a CSV file that can be imported");
out->add_option("file", arguments->file, "where to; - is standard output")->required();
out->add_flag("--private", arguments->with_private,
              "with what only staff may see; recorded in the audit trail");
out->callback([=, &context, &exit_code] { exit_code = CodeOf(Export(context, *arguments)); });
}  // namespace

const RegisterCommand kRegistered("services", AddServicesCommand);
const RegisterDataSource kSource("services", FromRecords);

}  // namespace tipline::cli
}  // namespace tipline::cli
