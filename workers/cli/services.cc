// tipline services: the public directory of who helps with what, from a table into SQL and back.
// What only staff may see goes into a table of its own, sealed; `data publish` has no way to it.
#include <algorithm>
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
    if (read.details) (*read.details)[id] = PrivateFrom(cells, table);
  }
  TRY(Refuse(arguments.file, errors));
  if (read.rows.empty() && !arguments.empty) return NoRows(arguments.file);
  return read;
}

size_t WithPrivate(const Read& read) {
  if (!read.details) return 0;
  const auto says = [](const auto& one) {
    return std::any_of(one.second.begin(), one.second.end(),
                       [](const auto& field) { return !field.second.empty(); });
  };
  return static_cast<size_t>(std::count_if(read.details->begin(), read.details->end(), says));
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
                           {"with_private", WithPrivate(read)},
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
  const auto arguments = std::make_shared<ContentArguments>();
  CLI::App* out = AddContentCommand(
      app,
      {"services", "The public directory: who helps with what", "the list",
       "columns: id, name, needs, areas, languages, who, hours, zone, cost, phone,"
       " place, closed, verified, verified by, note, \"note LANGUAGE\"; for staff only:"
       " private name, private address, contact, agreement, agreement until,"
       " may receive, capacity, conflicts; lists with | between",
       "The list", Import, Export},
      arguments, context, exit_code);
  out->add_flag("--private", arguments->with_private,
                "with what only staff may see; recorded in the audit trail");
}

const RegisterCommand kRegistered("services", AddServicesCommand);
const RegisterDataSource kSource("services", FromRecords);

}  // namespace
}  // namespace tipline::cli
