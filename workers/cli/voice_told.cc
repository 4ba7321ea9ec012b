#include "workers/cli/voice_told.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/knowledge/rows.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/records/cases.h"
#include "gateway/store/records/sites.h"
#include "gateway/store/records/voice.h"

namespace tipline::cli {
namespace {

struct Said {
  std::string site;
  bool may_tell = false;
};

// What the newest tip of the case that has it says; a tip that does not open says nothing.
Said SaidIn(const std::vector<store::CaseTip>& tips) {
  Said said;
  for (const store::CaseTip& one : tips) {
    if (!one.tip) continue;
    const auto& answers = one.tip->answers;
    if (const auto site = answers.find("site"); site != answers.end()) said.site = site->second;
    if (const auto tell = answers.find("tell_company"); tell != answers.end())
      said.may_tell = tell->second == "yes" && !one.tip->duress;
  }
  return said;
}

Status Tell(const Context& context, const std::string& id) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  store::CaseRecords cases(*opened->database, opened->keys);
  TRY_ASSIGN(const Case item, cases.Find(id));
  TRY_ASSIGN(const auto tips, cases.TipsOf(item.id));
  const Said said = SaidIn(tips);
  if (said.site.empty()) return Denied("this case is about no workplace with a code");
  if (!said.may_tell) return Denied("the worker did not agree that the company is told");
  TRY_ASSIGN(const store::SiteRow site,
             store::SiteRecords(*opened->database, opened->keys).Find(said.site));
  TRY(store::VoiceRecords(*opened->database)
          .Tell({item.id, site.code, SystemClock().Now(), {}}, kCliActor));
  if (context.json)
    std::cout << DumpJson(
                     {{"id", item.id}, {"site", site.code}, {"contact", site.contact.Reveal()}})
              << "\n";
  else
    std::printf("%s: the clock of site %s runs; its company: %s\nName no worker to it.\n",
                item.reference.c_str(), site.code.c_str(), site.contact.Reveal().c_str());
  return Unit{};
}

Status Answered(const Context& context, const std::string& id) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const Case item, store::CaseRecords(*opened->database, opened->keys).Find(id));
  TRY(store::VoiceRecords(*opened->database).Answered(item.id, kCliActor, SystemClock().Now()));
  if (context.json)
    std::cout << DumpJson({{"id", item.id}, {"answered", true}}) << "\n";
  else
    std::printf("%s: the company answered\n", item.reference.c_str());
  return Unit{};
}

}  // namespace

Result<Responses> ResponsesOf(CaseStore& opened, const std::string& site,
                              const flows::voice::Span& span) {
  TRY_ASSIGN(const TimePoint first, flows::DayFrom(span.from + "-01"));
  TRY_ASSIGN(const TimePoint last, flows::DayFrom(span.to + "-01"));
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(last)};
  const TimePoint before = std::chrono::sys_days(
      (day.year() / day.month() + std::chrono::months(1)) / std::chrono::day(1));
  TRY_ASSIGN(const auto told, store::VoiceRecords(*opened.database).ToldOf(site, first, before));
  Responses responses;
  responses.told = told.size();
  std::vector<int64_t> hours;
  for (const store::Told& one : told)
    if (one.answered_at)
      hours.push_back(
          std::chrono::duration_cast<std::chrono::hours>(*one.answered_at - one.told_at).count());
  responses.answered = hours.size();
  if (hours.empty()) return responses;
  const auto middle = hours.begin() + static_cast<std::ptrdiff_t>(hours.size() / 2);
  std::nth_element(hours.begin(), middle, hours.end());
  responses.median_hours = *middle;
  return responses;
}

nlohmann::json ResponsesJson(const Responses& responses) {
  nlohmann::json out = {{"told", responses.told}, {"answered", responses.answered}};
  if (responses.median_hours) out["median_hours"] = *responses.median_hours;
  return out;
}

void PrintResponses(const Responses& responses) {
  std::printf("told of %zu, answered %zu", responses.told, responses.answered);
  if (responses.median_hours)
    std::printf(", the middle one after %lld hours",
                static_cast<long long>(*responses.median_hours));
  std::printf("\n");
}

void AddVoiceTold(CLI::App& group, Context& context, int& exit_code) {
  const auto id = std::make_shared<std::string>();
  CLI::App* told = group.add_subcommand(
      "told", "The company is told of a case, which the worker agreed to: its clock runs");
  told->add_option("id", *id, "reference or id of the case")->required();
  told->callback([=, &context, &exit_code] { exit_code = CodeOf(Tell(context, *id)); });
  CLI::App* answered = group.add_subcommand("answered", "The company answered");
  answered->add_option("id", *id, "reference or id of the case")->required();
  answered->callback([=, &context, &exit_code] { exit_code = CodeOf(Answered(context, *id)); });
}

}  // namespace tipline::cli
