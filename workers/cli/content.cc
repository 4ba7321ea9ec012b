// tipline content review: cards and services that somebody must look at again: due soon, shown no
// more, or, of services, shown as "may have changed" (domain.md F33, F53).
#include "gateway/store/records/content.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/system_clock.h"
#include "workers/cli/case_store.h"
#include "workers/cli/csv_rows.h"

namespace tipline::cli {
namespace {

struct Arguments {
  int within = 30;
  std::string on;
};

struct Due {
  std::string kind, id, name, state, by;
  TimePoint hidden{};  // from when on it is not shown
};

std::string StateAt(TimePoint now, TimePoint flagged, TimePoint hidden) {
  return now >= hidden ? "hidden" : now >= flagged ? "old" : "due";
}

std::string NameOf(const flows::Texts& texts) {
  const auto english = texts.find("en");
  if (english != texts.end()) return english->second;
  return texts.empty() ? std::string() : texts.begin()->second;
}

std::vector<Due> DueOf(const std::vector<flows::CardRow>& cards,
                       const std::vector<flows::ServiceRow>& services, TimePoint now,
                       std::chrono::days within) {
  std::vector<Due> due;
  for (const flows::CardRow& card : cards) {
    const TimePoint hidden = flows::ShownUntil(card);
    if (hidden <= now + within)
      due.push_back(
          {"card", card.id, NameOf(card.label), StateAt(now, hidden, hidden), card.source, hidden});
  }
  for (const flows::ServiceRow& row : services) {
    const TimePoint flagged = row.verified + flows::kFreshFor;
    if (flagged <= now + within)
      due.push_back({"service", row.id, row.name,
                     StateAt(now, flagged, row.verified + flows::kShownFor), row.verified_by,
                     row.verified + flows::kShownFor});
  }
  std::stable_sort(due.begin(), due.end(),
                   [](const Due& a, const Due& b) { return a.hidden < b.hidden; });
  return due;
}

Status Review(const Context& context, const Arguments& arguments) {
  TimePoint now = SystemClock().Now();
  if (!arguments.on.empty()) {
    TRY_ASSIGN(now, DayOption("--on", arguments.on));
  }
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const auto cards, store::CardRecords(*opened->database).Load());
  TRY_ASSIGN(const auto services, store::PublicServices(*opened->database).Load());
  nlohmann::json out = nlohmann::json::array();
  for (const Due& one : DueOf(cards, services, now, std::chrono::days(arguments.within))) {
    out.push_back({{"kind", one.kind},
                   {"id", one.id},
                   {"name", one.name},
                   {"state", one.state},
                   {"shown_until", flows::DateOf(one.hidden - std::chrono::days(1))},
                   {"source", one.by}});
    if (!context.json)
      std::printf("%-8s %-7s shown until %s  %-24s %s\n", one.kind.c_str(), one.state.c_str(),
                  flows::DateOf(one.hidden - std::chrono::days(1)).c_str(), one.id.c_str(),
                  one.name.c_str());
  }
  if (context.json) std::cout << DumpJson(out) << "\n";
  return Unit{};
}

void AddContentCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand("content", "Texts and services that people look up");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* review = group->add_subcommand(
      "review", "What must be looked at again: due, old (shown with a warning), hidden");
  review->add_option("--within", arguments->within, "days ahead (30)")->check(CLI::Range(0, 3650));
  review->add_option("--on", arguments->on, "as on that day, like 2026-11-01 (default: today)");
  review->callback([=, &context, &exit_code] { exit_code = CodeOf(Review(context, *arguments)); });
}

const RegisterCommand kRegistered("content", AddContentCommand);

}  // namespace
}  // namespace tipline::cli
