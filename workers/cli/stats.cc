// tipline stats: counts of a span of time, for a person or a script.
#include "gateway/store/records/stats.h"

#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/system_clock.h"
#include "workers/cli/case_store.h"
#include "workers/cli/stats.h"

namespace tipline::cli {
namespace {

constexpr int kDefaultDays = 30;

Result<TimePoint> TimeOption(const char* option, const std::string& value) {
  auto time = ParseTime(value);
  if (time) return time;
  return Invalid(std::string(option) + ": found \"" + value +
                 "\"; allowed: a time such as 2026-11-23T10:00:00Z");
}

struct Arguments {
  std::string since, until;
};

void Print(const char* title, const std::map<std::string, int>& counts) {
  if (counts.empty()) return;
  std::printf("%s:", title);
  for (const auto& [name, count] : counts)
    std::printf("  %s %d", name.c_str(), count);
  std::printf("\n");
}

Status Stats(const Context& context, const Arguments& arguments) {
  const TimePoint now = SystemClock().Now();
  TimePoint from = now - std::chrono::days(kDefaultDays);
  TimePoint to = now + Millis(1);
  if (!arguments.since.empty()) {
    TRY_ASSIGN(from, TimeOption("--since", arguments.since));
  }
  if (!arguments.until.empty()) {
    TRY_ASSIGN(to, TimeOption("--until", arguments.until));
  }
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const store::CaseStats stats, store::ReadCaseStats(*opened->database, from, to, now));
  if (context.json) {
    const nlohmann::json out = {{"since", FormatTime(from)},
                                {"until", FormatTime(to)},
                                {"cases", stats.cases},
                                {"open", stats.open},
                                {"tips", stats.tips},
                                {"needs_person", stats.needs_person},
                                {"overdue", stats.overdue},
                                {"by_status", stats.by_status},
                                {"by_priority", stats.by_priority},
                                {"by_channel", stats.by_channel},
                                {"by_language", stats.by_language},
                                {"by_about", stats.by_about},
                                {"by_disposition", stats.by_disposition},
                                {"by_place", stats.by_place},
                                {"by_closure", stats.by_closure},
                                {"referrals", stats.referrals},
                                {"outbound", stats.outbound}};
    std::cout << DumpJson(out) << "\n";
    return Unit{};
  }
  std::printf("%s to %s\ncases %d (open %d, overdue %d, nobody to ask %d), tips %d\n",
              FormatTime(from).c_str(), FormatTime(to).c_str(), stats.cases, stats.open,
              stats.overdue, stats.needs_person, stats.tips);
  Print("priority", stats.by_priority);
  Print("status", stats.by_status);
  Print("channel", stats.by_channel);
  Print("language", stats.by_language);
  Print("about", stats.by_about);
  Print("kind of contact", stats.by_disposition);
  Print("place", stats.by_place);
  Print("closed with", stats.by_closure);
  Print("referrals", stats.referrals);
  Print("messages", stats.outbound);
  std::printf("Counts of contacts say how many wrote to us, not how many there are.\n");
  return Unit{};
}

void AddStatsCommand(CLI::App& app, Context& context, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* stats = app.add_subcommand("stats", "Counts of cases, tips, referrals and messages");
  stats->add_option("--since", arguments->since,
                    "from this time on, e.g. 2026-11-01T00:00:00Z (default: 30 days ago)");
  stats->add_option("--until", arguments->until, "up to this time (default: now)");
  AddStatsContacts(*stats, context, exit_code);
  AddStatsFunnel(*stats, context, exit_code);
  stats->callback([=, &context, &exit_code] {
    if (stats->get_subcommands().empty()) exit_code = CodeOf(Stats(context, *arguments));
  });
}

const RegisterCommand kRegistered("stats", AddStatsCommand);

}  // namespace
}  // namespace tipline::cli
