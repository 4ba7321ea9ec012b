// tipline employers: the list of employers and jobs that a named authority verified.
#include "gateway/store/records/employers.h"

#include <cstdio>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/knowledge/rows.h"
#include "gateway/base/system_clock.h"
#include "workers/cli/csv_rows.h"
#include "workers/cli/data_source.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

struct Arguments {
  std::string file, as_of;
  bool dry_run = false, empty = false;
};

store::EmployerRow EmployerFrom(CsvCells& cells, TimePoint now) {
  store::EmployerRow one;
  one.name = cells.Need("name");
  one.names = cells.List("other names", "|");
  if (const auto countries = cells.Countries("country"); !countries.empty())
    one.country = countries.front();
  one.jobs = cells.List("jobs", "|");
  one.verified_by = cells.Need("verified by");
  one.verified = cells.NeedPastDay("verified", now);
  one.expires = cells.NeedDay("expires");
  if (one.expires < one.verified) cells.Wrong("expires", "a day after it was verified");
  return one;
}

Status Import(const Context& context, const Arguments& arguments) {
  store::EmployerList list;
  const TimePoint now = SystemClock().Now();
  TRY_ASSIGN(list.as_of, DayOption("--as-of", arguments.as_of));
  if (list.as_of > now) return Invalid("--as-of: a day that has not come yet");
  TRY_ASSIGN(
      const CsvTable table,
      ReadTable(arguments.file, {"name", "verified by", "verified", "expires"},
                {"name", "other names", "country", "jobs", "verified by", "verified", "expires"}));
  std::vector<std::string> errors;
  for (const CsvRow& row : table.rows) {
    CsvCells cells(table, row, arguments.file, errors);
    list.rows.push_back(EmployerFrom(cells, now));
  }
  TRY(Refuse(arguments.file, errors));
  if (list.rows.empty() && !arguments.empty) return NoRows(arguments.file);
  if (!arguments.dry_run) {
    TRY_ASSIGN(const auto opened, OpenCaseStore(context));
    TRY(store::EmployerRecords(*opened->database).Import(list, kCliActor, now));
  }
  if (context.json)
    std::cout << DumpJson({{"rows", list.rows.size()}, {"imported", !arguments.dry_run}}) << "\n";
  else
    std::printf("%zu employers as of %s%s\n", list.rows.size(), arguments.as_of.c_str(),
                arguments.dry_run ? ", would be imported"
                                  : "; tipline data publish employers hands them to the gateways");
  return Unit{};
}

Json RowJson(const store::EmployerRow& one) {
  Json row = {{"name", one.name},
              {"names", one.names},
              {"jobs", one.jobs},
              {"verified_by", one.verified_by},
              {"verified", flows::DateOf(one.verified)},
              {"expires", flows::DateOf(one.expires)}};
  if (!one.country.empty()) row["country"] = one.country;
  return row;
}

Status List(const Context& context) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const auto list, store::EmployerRecords(*opened->database).Load());
  Json out = Json::array();
  for (const store::EmployerRow& one : list.rows) {
    out.push_back(RowJson(one));
    if (!context.json)
      std::printf("%-40s until %s  by %s\n", one.name.c_str(), flows::DateOf(one.expires).c_str(),
                  one.verified_by.c_str());
  }
  if (context.json) std::cout << DumpJson(out) << "\n";
  return Unit{};
}

// As config/data/employers.json is written.
Result<std::optional<Json>> FromRecords(CaseStore& opened) {
  TRY_ASSIGN(const auto list, store::EmployerRecords(*opened.database).Load());
  if (list.rows.empty()) return std::optional<Json>();
  Json rows = Json::array();
  for (const store::EmployerRow& one : list.rows)
    rows.push_back(RowJson(one));
  return std::optional(
      Json{{"source", "employers"}, {"as_of", flows::DateOf(list.as_of)}, {"rows", rows}});
}

void AddEmployersCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand("employers", "Employers that a named authority verified");
  group->require_subcommand(1);
  CLI::App* import = group->add_subcommand(
      "import", "Take over a CSV file in place of the list; nothing if a cell is wrong");
  const auto arguments = std::make_shared<Arguments>();
  import
      ->add_option("file", arguments->file,
                   "columns: name, verified by, verified, expires; other names, country, jobs;"
                   " lists with | between")
      ->required();
  import->add_option("--as-of", arguments->as_of, "the day that it is of")->required();
  import->add_flag("--dry-run", arguments->dry_run, "only check the file");
  import->add_flag("--empty", arguments->empty, "take a file without rows: then there are none");
  import->callback([=, &context, &exit_code] { exit_code = CodeOf(Import(context, *arguments));
});
CLI::App* list = group->add_subcommand("list", "The list, with who verified and until when");
list->callback([&context, &exit_code] { exit_code = CodeOf(List(context)); });
}  // namespace

const RegisterCommand kRegistered("employers", AddEmployersCommand);
const RegisterDataSource kSource("employers", FromRecords);

}  // namespace tipline::cli
}  // namespace tipline::cli
