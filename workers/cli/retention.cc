// tipline retention: the rules by which words and numbers are forgotten, and what goes next. The
// worker does it; nothing is changed here. Tests: tests/workers/cli/retention_test.cc
#include "gateway/store/records/retention.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/records/checkins.h"
#include "workers/cli/case_store.h"
#include "workers/jobs/retention_chores.h"

namespace tipline::cli {
namespace {

using nlohmann::json;

constexpr int kPage = 500;
constexpr int kMostWithin = 366;  // days
constexpr size_t kMostLines = 20;

struct Arguments {
  int within = 7;
};

struct Going {
  store::ClosedCase item;
  TimePoint at;
};

Result<std::vector<Going>> NextToGo(store::RetentionRecords& records,
                                    const flows::RetentionRules& rules, TimePoint until) {
  std::vector<Going> going;
  store::ClosedCase after;
  while (true) {
    TRY_ASSIGN(const auto page, records.Closed(after, flows::FirstForgotten(rules, until), kPage));
    for (const store::ClosedCase& one : page) {
      const TimePoint at = flows::ForgetWordsAt(rules, one.status, one.place_code, one.since);
      if (at <= until) going.push_back({one, at});
    }
    if (page.size() < kPage) break;
    after = page.back();
  }
  std::stable_sort(going.begin(), going.end(),
                   [](const Going& a, const Going& b) { return a.at < b.at; });
  return going;
}

long long DaysOf(Millis time) {
  return std::chrono::floor<std::chrono::days>(time).count();
}

json RulesJson(const flows::RetentionRules& rules) {
  json in = json::object();
  for (const auto& [country, days] : rules.words_in)
    in[country] = DaysOf(days);
  return {{"words_days", DaysOf(rules.words)},
          {"non_case_days", DaysOf(rules.non_case)},
          {"numbers_days", DaysOf(rules.numbers)},
          {"words_days_in", in}};
}

json CasesJson(const std::vector<Going>& going) {
  json out = json::array();
  for (const Going& one : going)
    out.push_back({{"id", one.item.id},
                   {"reference", one.item.reference},
                   {"status", one.item.status},
                   {"closed_at", FormatTime(one.item.closed_at)},
                   {"forget_at", FormatTime(one.at)}});
  return out;
}

void Print(const flows::RetentionRules& rules, const std::vector<Going>& going, int numbers,
           int within, bool waits) {
  std::printf(
      "words of a case %lld days after it was closed, of a contact that was none %lld,"
      " numbers %lld after they were needed\n",
      DaysOf(rules.words), DaysOf(rules.non_case), DaysOf(rules.numbers));
  for (const auto& [country, days] : rules.words_in)
    std::printf("words in %s: %lld days\n", country.c_str(), DaysOf(days));
  std::printf("within %d days: the words of %zu cases, %d numbers\n", within, going.size(),
              numbers);
  for (size_t i = 0; i < going.size() && i < kMostLines; ++i)
    std::printf("  %-8s %-9s closed %s  goes %s\n", going[i].item.reference.c_str(),
                going[i].item.status.c_str(), FormatTime(going[i].item.closed_at).c_str(),
                FormatTime(going[i].at).c_str());
  if (going.size() > kMostLines)
    std::printf("  and %zu more (all with --json)\n", going.size() - kMostLines);
  if (waits) std::printf("waits: %s\n", flows::kDoubtsClock);
}

Status Show(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  const auto read = workers::RetentionRulesBeside(opened->settings.file);
  if (!read && read.error().code == Code::kNotFound)
    return NotFound("nothing is forgotten, there are no rules: " + read.error().message);
  TRY_ASSIGN(const auto rules, read);
  const TimePoint now = SystemClock().Now();
  const TimePoint until = now + std::chrono::days(arguments.within);
  store::RetentionRecords records(*opened->database, opened->keys);
  TRY_ASSIGN(const auto going, NextToGo(records, rules, until));
  TRY_ASSIGN(const int numbers, records.CountNumbers(until - rules.numbers));
  TRY_ASSIGN(const auto watch, store::Checkins(*opened->database, opened->keys).ReadWatch());
  const bool waits = !flows::TrustsClock(watch, {std::chrono::hours(1), false}, now);
  if (!context.json) {
    Print(rules, going, numbers, arguments.within, waits);
    return Unit{};
  }
  std::cout << DumpJson({{"rules", RulesJson(rules)},
                         {"within_days", arguments.within},
                         {"cases", CasesJson(going)},
                         {"numbers", numbers},
                         {"waits", waits}})
            << "\n";
  return Unit{};
}

void AddRetentionCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group =
      app.add_subcommand("retention", "What is kept for how long, and what goes next");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* next = group->add_subcommand(
      "next", "The rules, and whose words the worker forgets next; changes nothing");
  next->add_option("--within", arguments->within, "days ahead, 0 for what is due now (7)")
      ->check(CLI::Range(0, kMostWithin));
  next->callback([=, &context, &exit_code] { exit_code = CodeOf(Show(context, *arguments)); });
}

const RegisterCommand kRegistered("retention", AddRetentionCommand);

}  // namespace
}  // namespace tipline::cli
