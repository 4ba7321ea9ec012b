// tipline gaps: what people asked for and we had nothing for, by need, place and language; and who
// was handed on to another line. Counts only.
#include "gateway/store/records/gaps.h"

#include <cstdio>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/knowledge/rows.h"
#include "gateway/base/system_clock.h"
#include "workers/cli/case_store.h"
#include "workers/cli/csv_rows.h"
#include "workers/cli/needs.h"

namespace tipline::cli {
namespace {

struct Arguments {
  std::string since, needs = "config/data/needs.json";
  bool daily = false;
};

nlohmann::json GapJson(const store::Gap& gap, const NeedLists& lists, bool daily) {
  nlohmann::json out = {{"what", gap.what},
                        {"need", gap.need},
                        {"place", gap.place},
                        {"language", gap.language},
                        {daily ? "day" : "last_day", gap.day},
                        {"asked", gap.asked}};
  if (gap.what != "card") out["counted_as"] = CountedAs(lists, gap.need);
  if (gap.what == "handed_on") out["outcome"] = "referred_out_of_scope";
  return out;
}

Status List(const Context& context, const Arguments& arguments, bool handed_on) {
  std::string since = arguments.since;
  if (since.empty()) since = flows::DateOf(SystemClock().Now() - std::chrono::days(30));
  if (const auto day = DayOption("--since", since); !day) return day.error();
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const NeedLists lists, ReadNeeds(arguments.needs));
  TRY_ASSIGN(const auto gaps,
             store::GapRecords(*opened->database).Since(since, handed_on, arguments.daily));
  nlohmann::json out = nlohmann::json::array();
  for (const store::Gap& gap : gaps) {
    out.push_back(GapJson(gap, lists, arguments.daily));
    if (!context.json)
      std::printf("%6lld  %-9s %-28s %-7s %-4s %s\n", gap.asked, gap.what.c_str(), gap.need.c_str(),
                  gap.place.empty() ? "-" : gap.place.c_str(), gap.language.c_str(),
                  gap.day.c_str());
  }
  if (context.json) std::cout << DumpJson(out) << "\n";
  return Unit{};
}

void AddGapsCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand("gaps", "What people asked for and we had nothing for");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  const auto add = [&](const char* name, const char* about, bool handed_on) {
    CLI::App* list = group->add_subcommand(name, about);
    list->add_option("--since", arguments->since, "a day like 2026-11-01 (default: 30 days ago)");
    list->add_option("--needs", arguments->needs, "the lists of needs (config/data/needs.json)");
    list->add_flag("--daily", arguments->daily, "one line for each day");
    list->callback(
        [=, &context, &exit_code] { exit_code = CodeOf(List(context, *arguments, handed_on)); });
  };
  add("list", "By need, place and language, the most asked first", false);
  add("handed-on", "Who got another line's number: referred out of scope, no failure", true);
}

const RegisterCommand kRegistered("gaps", AddGapsCommand);

}  // namespace
}  // namespace tipline::cli
