// tipline facilitators: the supervisor's view (domain.md F58): who reports, how often something was
// not understood, who is silent. What names somebody close to a facilitator is neither listed nor
// counted for the supervisor of a district; --rerouted is for whoever is above. Each look at what
// was written leaves a line in the audit trail. Tests: tests/e2e/professional_test.cc
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/base/text.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/records/facilitator_reports.h"
#include "gateway/store/records/roles.h"
#include "workers/cli/case_store.h"

namespace tipline::cli {
namespace {

using nlohmann::json;
using store::FacilitatorCounts;
using store::VerifiedRole;

struct Arguments {
  std::string district;
  int days = 30, silent_days = 14;
  bool rerouted = false;
};

struct Line {
  VerifiedRole role;
  FacilitatorCounts counts;
  std::optional<TimePoint> last;
  bool silent = false;
};

double Share(int part, int whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / whole;
}

bool IsIn(const VerifiedRole& role, const std::string& district) {
  return district.empty() || FoldBare(role.district) == FoldBare(district);
}

Result<std::vector<VerifiedRole>> Facilitators(CaseStore& opened, const Arguments& arguments) {
  TRY_ASSIGN(auto all, store::VerifiedRoles(*opened.database, opened.keys).List());
  std::erase_if(all, [&](const VerifiedRole& one) {
    return one.role != store::kFacilitator || !one.joined_at || one.withdrawn_at ||
           !IsIn(one, arguments.district);
  });
  return all;
}

Result<std::vector<Line>> Lines(CaseStore& opened, const Arguments& arguments, TimePoint now) {
  store::FacilitatorReports records(*opened.database, opened.keys);
  TRY_ASSIGN(const auto roles, Facilitators(opened, arguments));
  TRY_ASSIGN(const auto counts, records.Count(now - std::chrono::days(arguments.days)));
  TRY_ASSIGN(const auto last, records.LastMessages());
  std::vector<Line> lines;
  for (const VerifiedRole& role : roles) {
    Line line{role, {}, {}, false};
    if (const auto found = counts.find(role.id); found != counts.end()) line.counts = found->second;
    if (const auto found = last.find(role.id); found != last.end()) line.last = found->second;
    // Who has just joined is not silent yet.
    line.silent =
        line.last.value_or(*role.joined_at) < now - std::chrono::days(arguments.silent_days);
    lines.push_back(std::move(line));
  }
  return lines;
}

json JsonOf(const Line& one, const Arguments& arguments) {
  const int days = arguments.days;
  return {{"id", one.role.id},
          {"name", one.role.name},
          {"district", one.role.district},
          {"reports", one.counts.reports},
          {"whole", one.counts.complete},
          {"partial", one.counts.reports - one.counts.complete},
          {"by_type", one.counts.kinds},
          {"reports_per_week", one.counts.reports * 7.0 / days},
          {"error_rate", Share(one.counts.wrong, one.counts.messages)},
          {"last_at", one.last ? json(FormatTime(*one.last)) : json(nullptr)},
          {"silent", one.silent}};
}

Status Show(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const auto lines, Lines(*opened, arguments, SystemClock().Now()));
  int reporting = 0, messages = 0, wrong = 0, silent = 0;
  json list = json::array();
  for (const Line& one : lines) {
    reporting += one.counts.reports > 0 ? 1 : 0;
    messages += one.counts.messages;
    wrong += one.counts.wrong;
    silent += one.silent ? 1 : 0;
    list.push_back(JsonOf(one, arguments));
  }
  const double rate = Share(reporting, static_cast<int>(lines.size())),
               errors = Share(wrong, messages);
  if (context.json) {
    std::cout << DumpJson({{"days", arguments.days},
                           {"silent_after_days", arguments.silent_days},
                           {"facilitators", lines.size()},
                           {"reporting_rate", rate},
                           {"error_rate", errors},
                           {"silent", silent},
                           {"list", list}})
              << "\n";
    return Unit{};
  }
  std::printf(
      "%zu facilitators in %d days: %.0f %% reported, %.0f %% of messages had an error,"
      " %d silent\n",
      lines.size(), arguments.days, rate * 100, errors * 100, silent);
  std::printf("%-24s %-16s %7s %7s %6s %-10s\n", "name", "district", "reports", "partial", "errors",
              "last");
  for (const Line& one : lines)
    std::printf("%-24s %-16s %7d %7d %5.0f%% %-10s%s\n", one.role.name.c_str(),
                one.role.district.c_str(), one.counts.reports,
                one.counts.reports - one.counts.complete,
                Share(one.counts.wrong, one.counts.messages) * 100,
                one.last ? FormatTime(*one.last).substr(0, 10).c_str() : "never",
                one.silent ? "  silent" : "");
  return Unit{};
}

Status Reports(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  const TimePoint now = SystemClock().Now();
  store::FacilitatorReports records(*opened->database, opened->keys);
  TRY_ASSIGN(const auto roles, Facilitators(*opened, arguments));
  TRY(records.Audit(kCliActor, arguments.rerouted ? "rerouted" : "own", now));
  json list = json::array();
  for (const VerifiedRole& role : roles) {
    TRY_ASSIGN(const auto reports, records.Of(role.id, now - std::chrono::days(arguments.days)));
    for (const auto& one : reports) {
      if (one.rerouted != arguments.rerouted) continue;
      TRY_ASSIGN(const auto words, records.WordsOf(one.id));
      json said = json::array();
      for (const Secret<std::string>& message : words)
        said.push_back(message.Reveal());
      list.push_back({{"id", one.id},
                      {"facilitator", role.id},
                      {"district", role.district},
                      {"type", one.kind},
                      {"report", one.report},
                      {"said", said},
                      {"whole", one.complete},
                      {"at", FormatTime(one.changed_at)}});
      if (!context.json)
        std::printf("%s  %-16s %s%s\n", FormatTime(one.changed_at).substr(0, 10).c_str(),
                    role.district.c_str(), one.report.c_str(), one.complete ? "" : "  (partial)");
      if (!context.json)
        for (const Secret<std::string>& message : words)
          std::printf("            %s\n", message.Reveal().c_str());
    }
  }
  if (context.json) std::cout << DumpJson(list) << "\n";
  return Unit{};
}

void AddFacilitatorsCommand(CLI::App& app, Context& context, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* group =
      app.add_subcommand("facilitators", "Who reports, who errs, who is silent; by district");
  group->add_option("--district", arguments->district, "only that one");
  group->add_option("--days", arguments->days, "how far back (30)")->check(CLI::Range(1, 366));
  group->add_option("--silent-days", arguments->silent_days, "silent after (14)")
      ->check(CLI::Range(1, 366));
  group->require_subcommand(0, 1);
  CLI::App* reports = group->add_subcommand("reports", "What they sent; the look is recorded");
  reports->add_flag("--rerouted", arguments->rerouted,
                    "those that name somebody close to the facilitator, and no others");
  group->callback([=, &context, &exit_code] {
    exit_code =
        CodeOf(reports->parsed() ? Reports(context, *arguments) : Show(context, *arguments));
  });
}

const RegisterCommand kRegistered("facilitators", AddFacilitatorsCommand);

}  // namespace
}  // namespace tipline::cli
