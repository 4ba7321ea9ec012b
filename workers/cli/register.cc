// tipline register: registers of recruiters, and complaints about those in them.
#include "workers/cli/register.h"

#include <cstdio>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/knowledge/recruiter_search.h"
#include "flows/knowledge/rows.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/records/complaints.h"
#include "gateway/store/records/recruiters.h"
#include "workers/cli/data_source.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

constexpr size_t kShown = 5;

Status List(const Context& context) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const auto rows, store::RecruiterRecords(*opened->database).List());
  const TimePoint now = SystemClock().Now();
  Json out = Json::array();
  for (const store::RegisterRow& row : rows) {
    const flows::RegisterHead& head = row.head;
    out.push_back({{"register", head.id},
                   {"name", head.name},
                   {"country", head.country},
                   {"rows", row.rows},
                   {"as_of", flows::DateOf(head.as_of)},
                   {"stale_after_days", head.stale_after_days},
                   {"stale", head.Stale(now)},
                   {"imported_at", FormatTime(row.imported_at)}});
    if (!context.json)
      std::printf("%-20s %s  %6d rows as of %s%s  %s\n", head.id.c_str(), head.country.c_str(),
                  row.rows, flows::DateOf(head.as_of).c_str(), head.Stale(now) ? " (old)" : "",
                  head.name.c_str());
  }
  if (context.json) std::cout << DumpJson(out) << "\n";
  return Unit{};
}

// 1: nothing is like it.
int Check(const Context& context, const std::string& words) {
  const auto opened = OpenCaseStore(context);
  if (!opened) return Fail(opened.error());
  auto registers = store::RecruiterRecords(*(*opened)->database).Load();
  if (!registers) return Fail(registers.error());
  const flows::RecruiterSearch search(*std::move(registers));
  const auto found = search.ByAny(words, "", kShown);
  const TimePoint now = SystemClock().Now();
  Json out = Json::array();
  for (const size_t at : found.rows) {
    const flows::Recruiter& one = search.registers().rows[at];
    const flows::RegisterHead& head = search.registers().heads[one.of];
    const std::string until = one.expires ? flows::DateOf(*one.expires) : "";
    out.push_back({{"name", one.name},
                   {"licence", one.licence},
                   {"status", flows::StatusOn(one, now)},
                   {"expires", until},
                   {"destinations", one.destinations},
                   {"job_orders", one.job_orders},
                   {"register", head.id},
                   {"as_of", flows::DateOf(head.as_of)},
                   {"sure", found.sure}});
    if (!context.json)
      std::printf("%-10s %-40s %-16s %s  %s as of %s\n", flows::StatusOn(one, now).c_str(),
                  one.name.c_str(), one.licence.c_str(), until.c_str(), head.id.c_str(),
                  flows::DateOf(head.as_of).c_str());
  }
  if (context.json) std::cout << DumpJson(out) << "\n";
  if (found.rows.empty() && !context.json) std::printf("not found\n");
  return found.rows.empty() ? kNo : kDone;
}

Status Complaints(const Context& context) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  const TimePoint since = SystemClock().Now() - store::kComplaintSpan;
  TRY_ASSIGN(const auto counts,
             store::ComplaintRecords(*opened->database, opened->keys).Since(since));
  Json out = Json::array();
  for (const store::ComplaintCount& one : counts) {
    const std::string name = one.name.empty() ? "(closed)" : one.name.Reveal();
    out.push_back({{"name", name},
                   {"in_register", one.known},
                   {"complaints", one.complaints},
                   {"phones", one.phones},
                   {"kinds", one.kinds},
                   {"last", FormatTime(one.last)},
                   {"alerted_at", one.alerted_at ? FormatTime(*one.alerted_at) : ""}});
    if (!context.json)
      std::printf("%4d from %d phones  %-40s%s%s  last %s\n", one.complaints, one.phones,
                  name.c_str(), one.known ? "" : "  not in a register",
                  one.alerted_at ? "  ALERT" : "", flows::DateOf(one.last).c_str());
  }
  if (context.json) std::cout << DumpJson(out) << "\n";
  return Unit{};
}

// As config/data/register.json is written.
Result<std::optional<Json>> FromRecords(CaseStore& opened) {
  TRY_ASSIGN(const flows::Registers all, store::RecruiterRecords(*opened.database).Load());
  if (all.heads.empty()) return std::optional<Json>();
  Json heads = Json::array(), rows = Json::array();
  for (const flows::RegisterHead& head : all.heads)
    heads.push_back({{"id", head.id},
                     {"name", head.name},
                     {"country", head.country},
                     {"as_of", flows::DateOf(head.as_of)},
                     {"stale_after_days", head.stale_after_days}});
  for (const flows::Recruiter& one : all.rows) {
    Json row = {{"register", all.heads[one.of].id},
                {"name", one.name},
                {"names", one.names},
                {"licence", one.licence},
                {"phone", one.phone},
                {"status", one.status},
                {"destinations", one.destinations},
                {"job_orders", one.job_orders}};
    if (one.expires) row["expires"] = flows::DateOf(*one.expires);
    rows.push_back(std::move(row));
  }
  return std::optional(Json{{"source", "register"}, {"registers", heads}, {"rows", rows}});
}

void AddRegisterCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand("register", "Registers of recruiters, and complaints");
  group->require_subcommand(1);
  AddRegisterImport(*group, context, exit_code);
  AddRegisterRemove(*group, context, exit_code);
  CLI::App* list = group->add_subcommand("list", "The registers, their days and rows");
  list->callback([&context, &exit_code] { exit_code = CodeOf(List(context)); });
  const auto words = std::make_shared<std::string>();
  CLI::App* check = group->add_subcommand(
      "check", "Look for a recruiter by name, licence or phone; 1 if nothing is like it");
  check->add_option("name", *words, "name, licence or phone")->required();
  check->callback([=, &context, &exit_code] { exit_code = Check(context, *words); });
  CLI::App* complaints = group->add_subcommand(
      "complaints", "Complaints of the last 90 days by recruiter, and who was alerted about");
  complaints->callback([&context, &exit_code] { exit_code = CodeOf(Complaints(context)); });
}

const RegisterCommand kRegistered("register", AddRegisterCommand);
const RegisterDataSource kSource("register", FromRecords);

}  // namespace
}  // namespace tipline::cli
