// tipline service: when people read what comes in. Kept in TIPLINE_HOME/data/closed.json and handed
// to the gateways, whose first screen says so while nobody reads
// (flows/knowledge/service_hours.cc). What comes in is taken and judged all the same, and alerts go
// out.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/base/zone.h"
#include "flows/knowledge/knowledge.h"
#include "gateway/base/system_clock.h"
#include "workers/cli/data_source.h"

namespace tipline::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct Arguments {
  std::string hours, zone, until;
  std::vector<std::string> closed;
};

fs::path FileIn(const Settings& settings) {
  return fs::path(settings.home) / "data" / "closed.json";
}

Result<std::optional<Json>> ReadKept(CaseStore& opened) {
  std::ifstream in(FileIn(opened.settings), std::ios::binary);
  if (!in) return std::optional<Json>();
  std::ostringstream text;
  text << in.rdbuf();
  TRY_ASSIGN(auto json, ParseJson(text.str(), JsonLimits{}));
  return std::optional(std::move(json));
}

// "2026-11-30 08:00" of the zone, or RFC 3339.
Result<TimePoint> UntilOf(const std::string& text, const std::string& zone, TimePoint now) {
  std::string written = text;
  const bool local = written.size() == 16 && written[10] == ' ';
  if (local) written = written.substr(0, 10) + "T" + written.substr(11) + ":00Z";
  auto time = ParseTime(written);
  if (!time)
    return Invalid("--until: allowed: 2026-11-30 08:00 (in the zone), or 2026-11-30T05:00:00Z");
  if (local) *time -= OffsetOf(zone, *time - OffsetOf(zone, *time));
  if (*time <= now) return Invalid("--until: a time that is over");
  return time;
}

Status Keep(const Context& context, CaseStore& opened, const Json& document,
            const std::string& action) {
  const std::string text = DumpJson(document);
  if (const auto right = flows::DecodeSource("closed", text); !right) return right.error();
  const fs::path file = FileIn(opened.settings);
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  {
    std::ofstream out(file.string() + ".new", std::ios::binary | std::ios::trunc);
    out << text << "\n";
    if (!out.flush()) return Unavailable(file.string() + ": cannot be written");
  }
  fs::rename(file.string() + ".new", file, failed);
  if (failed) return Unavailable(file.string() + ": cannot be written");
  TRY(PublishSource(opened, "closed"));
  if (context.json)
    std::cout << text << "\n";
  else
    std::cout << action << ": the gateways know it within a second\n";
  return Unit{};
}

Result<Json> Known(CaseStore& opened) {
  TRY_ASSIGN(auto known, ReadKept(opened));
  if (known && known->is_object()) return *std::move(known);
  return Json{{"source", "closed"}, {"zone", opened.settings.time_zone}};
}

std::string ZoneOf(const Json& document) {
  return document.value("zone", std::string("UTC"));
}

Status SetHours(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(Json document, Known(*opened));
  if (!arguments.zone.empty()) document["zone"] = arguments.zone;
  document["hours"] = arguments.hours;
  if (!arguments.closed.empty()) document["closed"] = arguments.closed;
  return Keep(context, *opened, document, "service_hours");
}

Status SetUntil(const Context& context, const Arguments& arguments, bool open) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(Json document, Known(*opened));
  document.erase("closed_until");
  document.erase("open_until");
  if (!arguments.until.empty()) {
    TRY_ASSIGN(const TimePoint until,
               UntilOf(arguments.until, ZoneOf(document), SystemClock().Now()));
    document[open ? "open_until" : "closed_until"] = FormatTime(until);
  }
  return Keep(context, *opened, document, open ? "service_opened" : "service_closed");
}

Status Show(const Context& context) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const Json document, Known(*opened));
  TRY_ASSIGN(const auto source, flows::DecodeSource("closed", DumpJson(document)));
  flows::Query query;
  query.now = SystemClock().Now();
  const flows::Answers answers = source->Find(query);
  Json out = document;
  out["open"] = answers.hits.empty();
  if (!answers.hits.empty()) out["opens"] = answers.hits.front().values.front().second;
  if (context.json) {
    std::cout << DumpJson(out) << "\n";
    return Unit{};
  }
  std::cout << (answers.hits.empty() ? "open"
                                     : "closed, opens " + out.value("opens", std::string()))
            << "; hours " << document.value("hours", std::string("24/7")) << ", "
            << ZoneOf(document) << "\n";
  return Unit{};
}

void AddServiceCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand("service", "When people read what comes in: open or closed");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* show = group->add_subcommand("show", "Whether it is open now, and when it opens");
  show->callback([&context, &exit_code] { exit_code = CodeOf(Show(context)); });
  CLI::App* hours = group->add_subcommand("hours", "The hours of each week");
  hours
      ->add_option("hours", arguments->hours, "like \"Mo-Fr 08:00-18:00; Sa 09:00-12:00\", or 24/7")
      ->required();
  hours->add_option("--zone", arguments->zone, "IANA, like Africa/Nairobi");
  hours->add_option("--closed", arguments->closed,
                    "days, like 2026-12-25 or 2026-12-24..2027-01-02");
  hours->callback([=, &context, &exit_code] { exit_code = CodeOf(SetHours(context, *arguments)); });
  CLI::App* close = group->add_subcommand("close", "Nobody reads until then, whatever the hours");
  close->add_option("--until", arguments->until, "like \"2026-11-30 08:00\" in the zone")
      ->required();
  close->callback(
      [=, &context, &exit_code] { exit_code = CodeOf(SetUntil(context, *arguments, false)); });
  CLI::App* open = group->add_subcommand("open", "The hours hold again");
  open->add_option("--until", arguments->until, "open until then, whatever the hours");
  open->callback(
      [=, &context, &exit_code] { exit_code = CodeOf(SetUntil(context, *arguments, true)); });
}

const RegisterCommand kRegistered("service", AddServiceCommand);
const RegisterDataSource kSource("closed", ReadKept);

}  // namespace
}  // namespace tipline::cli
