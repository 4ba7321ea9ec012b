// tipline register import FILE.csv: the register of an authority, as of a day, in place of the one
// before.
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/base/text_latin.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/records/recruiters.h"
#include "workers/cli/case_store.h"
#include "workers/cli/csv_rows.h"
#include "workers/cli/register.h"

namespace tipline::cli {
namespace {

struct Arguments {
  std::string file, name, country, as_of;
  int stale_after = 90;
  bool dry_run = false;
};

// Words of registers for the same thing.
std::string StatusFrom(const std::string& cell) {
  const std::string word = FoldLatin(cell);
  if (word == "active" || word == "licensed" || word == "renewed") return "valid";
  if (word == "canceled" || word == "revoked") return "cancelled";
  if (word == "lapsed") return "expired";
  if (word == "removed" || word == "struck off") return "delisted";
  return word;
}

flows::Recruiter RecruiterFrom(CsvCells& cells, const std::string& country) {
  flows::Recruiter one;
  one.name = cells.Need("name");
  one.names = cells.List("other names", "|");
  one.licence = cells.Text("licence");
  one.phone = cells.Phone("phone", country);
  one.status = StatusFrom(cells.Need("status"));
  if (!one.status.empty() && !flows::IsRecruiterState(one.status))
    cells.Wrong("status", "valid, expired, suspended, cancelled, delisted");
  one.expires = cells.Day("expires");
  one.destinations = cells.Countries("destinations");
  one.job_orders = cells.List("job orders", "|");
  return one;
}

// "Example Register" -> "example_register"
std::string IdOf(const std::string& name) {
  std::string id;
  for (const char c : FoldLatin(name)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain)
      id += c;
    else if (!id.empty() && id.back() != '_')
      id += '_';
  }
  while (!id.empty() && id.back() == '_')
    id.pop_back();
  return id;
}

Result<flows::RegisterHead> HeadFrom(const Arguments& arguments) {
  flows::RegisterHead head;
  head.id = IdOf(arguments.name);
  if (head.id.empty()) return Invalid("--register: allowed: a name with letters");
  head.name = arguments.name;
  head.country = arguments.country;
  if (head.country.size() != 2 || CountryName(head.country, "en") == head.country)
    return Invalid("--country: found \"" + head.country + "\"; allowed: ISO 3166, like KE");
  TRY_ASSIGN(head.as_of, DayOption("--as-of", arguments.as_of));
  if (head.as_of > SystemClock().Now()) return Invalid("--as-of: a day that has not come yet");
  head.stale_after_days = arguments.stale_after;
  return head;
}

Status Import(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const flows::RegisterHead head, HeadFrom(arguments));
  TRY_ASSIGN(const CsvTable table, ReadTable(arguments.file, {"name", "status"},
                                             {"name", "other names", "licence", "phone", "status",
                                              "expires", "destinations", "job orders"}));
  std::vector<std::string> errors;
  std::vector<flows::Recruiter> rows;
  std::map<std::string, size_t> licences;  // -> line
  for (const CsvRow& row : table.rows) {
    CsvCells cells(table, row, arguments.file, errors);
    rows.push_back(RecruiterFrom(cells, head.country));
    const std::string licence = flows::BareLicence(rows.back().licence);
    if (const auto [at, fresh] = licences.emplace(licence, row.line); !licence.empty() && !fresh)
      cells.Wrong("licence", "each one once; line " + std::to_string(at->second) + " has it");
  }
  TRY(Refuse(arguments.file, errors));
  if (rows.empty()) return Invalid(arguments.file + ": no rows; the register was not changed");
  if (!arguments.dry_run) {
    TRY_ASSIGN(const auto opened, OpenCaseStore(context));
    TRY(store::RecruiterRecords(*opened->database)
            .Import(head, rows, kCliActor, SystemClock().Now()));
  }
  if (context.json)
    std::cout << DumpJson({{"register", head.id},
                           {"rows", rows.size()},
                           {"as_of", arguments.as_of},
                           {"imported", !arguments.dry_run}})
              << "\n";
  else
    std::printf("%s: %zu rows as of %s%s\n", head.id.c_str(), rows.size(), arguments.as_of.c_str(),
                arguments.dry_run ? ", would be imported"
                                  : "; tipline data publish register hands it to the gateways");
  return Unit{};
}

Status Remove(const Context& context, const std::string& id) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  store::RecruiterRecords records(*opened->database);
  TRY(records.Remove(id, kCliActor, SystemClock().Now()));
  TRY_ASSIGN(const auto left, records.List());
  const std::string then =
      left.empty() ? "tipline data publish --empty register" : "tipline data publish register";
  if (context.json)
    std::cout << DumpJson({{"register", id}, {"removed", true}, {"left", left.size()}}) << "\n";
  else
    std::printf("%s: removed; %s takes it from the gateways\n", id.c_str(), then.c_str());
  return Unit{};
}

}  // namespace

void AddRegisterRemove(CLI::App& group, Context& context, int& exit_code) {
  const auto id = std::make_shared<std::string>();
  CLI::App* remove = group.add_subcommand("remove", "Take a register away, with all its rows");
  remove->add_option("id", *id, "as tipline register list shows it")->required();
  remove->callback([=, &context, &exit_code] { exit_code = CodeOf(Remove(context, *id)); });
}

void AddRegisterImport(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* import = group.add_subcommand(
      "import", "Take over a CSV file in place of that register; nothing if a cell is wrong");
  const auto arguments = std::make_shared<Arguments>();
  import
      ->add_option("file", arguments->file,
                   "columns: name, status; other names, licence, phone, expires, destinations,"
                   " job orders; lists with | between")
      ->required();
  import->add_option("--register", arguments->name, "its name")->required();
  import->add_option("--country", arguments->country, "ISO 3166, like KE")->required();
  import->add_option("--as-of", arguments->as_of, "the day that it is of")->required();
  import
      ->add_option("--stale-after", arguments->stale_after,
                   "days after which answers call it old (90)")
      ->check(CLI::Range(1, 3650));
  import->add_flag("--dry-run", arguments->dry_run, "only check the file");
  import->callback([=, &context, &exit_code] { exit_code = CodeOf(Import(context, *arguments));
});
}  // namespace tipline::cli

}  // namespace tipline::cli
