// tipline voice: what workers say of their workplace, for companies and buyers. Only what
// flows/voice lets out: figures of many workers, of months that are over.
#include "gateway/store/records/voice.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/knowledge/rows.h"
#include "gateway/base/files.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/records/sites.h"
#include "workers/cli/case_store.h"
#include "workers/cli/voice_told.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;
namespace voice = flows::voice;

struct Arguments {
  std::string site, region, from, to;
};

// "Suppressed" looks the same whether one worker answered or ten; null is "few".
Json FiguresJson(const voice::Figures& figures) {
  if (figures.workers == 0) return {{"suppressed", true}};
  Json questions = Json::object();
  for (const auto& [question, answers] : figures.questions)
    for (const auto& [answer, number] : answers)
      questions[question][answer] = number ? Json(*number) : Json();
  return {{"workers", figures.workers},
          {"within", figures.within},
          {"few_below", figures.few},
          {"questions", questions}};
}

// For whoever reads the figures: how far off they are is said with each.
void PrintAccuracy(const voice::Limits& limits) {
  std::printf(
      "Each number is a few more or fewer than counted, on purpose, so that it hardly tells how "
      "one\n"
      "worker answered: 19 of 20 are no further off than the +- of their line. few: so few that "
      "it\n"
      "may be nobody. Under %lld workers nothing is told.\n",
      static_cast<long long>(limits.workers));
}

// The same for the same count, for ever: reports cannot be averaged. Under another key the figures
// of months that were shown would be shown again with other noise: it goes with the records.
voice::Chance ChanceOf(const CaseStore& opened) {
  return [&opened](const std::string& counted) {
    return KeyedBytes(*opened.keys.store, "voice_noise", counted);
  };
}

void PrintFigures(const std::string& what, const voice::Figures& figures) {
  if (figures.workers == 0) {
    std::printf("%s  suppressed: too few workers\n", what.c_str());
    return;
  }
  std::printf("%s  %lld workers, +-%lld\n", what.c_str(), static_cast<long long>(figures.workers),
              static_cast<long long>(figures.within));
  for (const auto& [question, answers] : figures.questions) {
    std::printf("    %-10s", question.c_str());
    for (const auto& [answer, number] : answers)
      std::printf("  %s %s", answer.c_str(), number ? std::to_string(*number).c_str() : "few");
    std::printf("\n");
  }
}

// Months that are over only: the figures of the others still grow, one worker at a time.
Result<voice::Span> SpanOf(const Arguments& arguments, TimePoint now) {
  for (const std::string* month : {&arguments.from, &arguments.to})
    if (!voice::IsMonth(*month)) return Invalid("--from, --to; allowed: a month like 2026-10");
  if (arguments.to < arguments.from) return Invalid("--to: before --from");
  if (!voice::IsOver(arguments.from, now))
    return Denied("--from: that month is not over, or was only two days ago");
  return voice::Span{arguments.from, std::min(arguments.to, voice::LastOver(now))};
}

// {"min_workers":15} in voice.json beside the configuration; without it, 11. One for all reports:
// what is told under two limits can be subtracted.
Result<voice::Limits> LimitsOf(const Context& context) {
  voice::Limits limits;
  const auto file = std::filesystem::path(context.config_file).parent_path() / "voice.json";
  if (!std::filesystem::exists(file)) return limits;
  TRY_ASSIGN(const std::string text, ReadFile(file.string(), 1 << 12));
  TRY_ASSIGN(const Json json, ParseJson(text, JsonLimits{}));
  const bool right = json.is_object() && json.size() == 1 && json.contains("min_workers") &&
                     json["min_workers"].is_number_integer() &&
                     json["min_workers"].get<int64_t>() >= voice::kFewestWorkers;
  if (!right)
    return Invalid("voice.json; allowed: {\"min_workers\": " +
                   std::to_string(voice::kFewestWorkers) + " or more}");
  limits.workers = json["min_workers"].get<int64_t>();
  return limits;
}

Status Report(const Context& context, const Arguments& arguments) {
  const TimePoint now = SystemClock().Now();
  TRY_ASSIGN(const voice::Span span, SpanOf(arguments, now));
  TRY_ASSIGN(const voice::Limits limits, LimitsOf(context));
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const store::SiteRow site,
             store::SiteRecords(*opened->database, opened->keys).Find(arguments.site));
  TRY_ASSIGN(const auto counts, store::VoiceRecords(*opened->database).Counts(site.code, span));
  TRY_ASSIGN(const Responses responses, ResponsesOf(*opened, site.code, span));
  Json periods = Json::array();
  for (const voice::MonthFigures& one : voice::OfSite(counts, span, limits, ChanceOf(*opened))) {
    Json period = FiguresJson(one.figures);
    period["month"] = one.month;
    period["survey"] = one.survey;
    periods.push_back(std::move(period));
    if (!context.json) PrintFigures(one.month + " " + one.survey, one.figures);
  }
  if (context.json) {
    Json told = {{"min", limits.workers}};
    told.update({{"site", site.code},
                 {"name", site.name},
                 {"brand", site.brand},
                 {"periods", periods},
                 {"responses", ResponsesJson(responses)}});
    std::cout << DumpJson(told) << "\n";
  } else {
    PrintResponses(responses);
    PrintAccuracy(limits);
  }
  return Unit{};
}

Status Trend(const Context& context, const Arguments& arguments) {
  const TimePoint now = SystemClock().Now();
  TRY_ASSIGN(const voice::Span span, SpanOf(arguments, now));
  TRY_ASSIGN(const voice::Limits limits, LimitsOf(context));
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const auto sites, store::SiteRecords(*opened->database, opened->keys).Load());
  std::map<std::string, voice::Place> places;
  for (const store::SiteRow& one : sites)
    places[one.code] = {one.region.empty() ? one.country : one.region, one.season};
  TRY_ASSIGN(const auto counts, store::VoiceRecords(*opened->database).Counts("", span));
  Json out = Json::array();
  for (const voice::SeasonFigures& one :
       voice::Trend(counts, span, places, limits, ChanceOf(*opened))) {
    if (!arguments.region.empty() && one.region != arguments.region) continue;
    Json season = FiguresJson(one.figures);
    season["region"] = one.region;
    season["season"] = one.season;
    season["survey"] = one.survey;
    out.push_back(std::move(season));
    if (!context.json) PrintFigures(one.region + " " + one.season + " " + one.survey, one.figures);
  }
  if (context.json) {
    Json told = {{"min", limits.workers}};
    told["seasons"] = out;
    std::cout << DumpJson(told) << "\n";
  } else {
    PrintAccuracy(limits);
  }
  return Unit{};
}

void AddFigures(CLI::App& group, Context& context, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* report = group.add_subcommand(
      "report", "For a company: answers by month, of so many workers or not at all");
  CLI::App* trend = group.add_subcommand("trend", "By region and season, of all workplaces there");
  report->add_option("--site", arguments->site, "code of the workplace")->required();
  trend->add_option("--region", arguments->region, "only this one, like GT-13");
  for (CLI::App* command : {report, trend}) {
    command->add_option("--from", arguments->from, "first month, like 2026-10")->required();
    command->add_option("--to", arguments->to, "last month")->required();
  }
  report->callback([=, &context, &exit_code] { exit_code = CodeOf(Report(context, *arguments)); });
  trend->callback([=, &context, &exit_code] { exit_code = CodeOf(Trend(context, *arguments)); });
}

void AddVoiceCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand("voice", "What workers say of their workplace");
  group->require_subcommand(1);
  AddFigures(*group, context, exit_code);
  AddVoiceTold(*group, context, exit_code);
}

const RegisterCommand kRegistered("voice", AddVoiceCommand);

}  // namespace
}  // namespace tipline::cli
