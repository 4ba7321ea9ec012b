// tipline checkin: what the duty lead sees and decides. Of travellers who are not late nothing is
// shown but how many there are (domain.md F13); each look at one who is late leaves a line in the
// audit trail. Tests: tests/workers/cli/checkin_test.cc
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/ids.h"
#include "gateway/base/outbound_box.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/connect.h"
#include "gateway/store/live/streams.h"
#include "gateway/store/records/checkins.h"
#include "gateway/store/records/directory.h"
#include "workers/cli/case_store.h"
#include "workers/cli/checkin_relay.h"

namespace tipline::cli {
namespace {

using nlohmann::json;
using store::Traveller;

constexpr int kPage = 500;

std::string TimeOr(const std::optional<TimePoint>& at, const char* none) {
  return at ? FormatTime(*at) : none;
}

// Those that are over, too.
Result<std::vector<Traveller>> AllOf(store::Checkins& records) {
  std::vector<Traveller> all;
  while (true) {
    TRY_ASSIGN(auto page, records.List(all.empty() ? "" : all.back().id, kPage, true));
    const bool last = page.size() < kPage;
    std::move(page.begin(), page.end(), std::back_inserter(all));
    if (last) return all;
  }
}

json JsonOf(const flows::Outage& one) {
  return {{"channel", one.channel},
          {"began_at", FormatTime(one.began)},
          {"ended_at", one.ended ? json(FormatTime(*one.ended)) : json(nullptr)},
          {"cause", one.cause}};
}

Status List(const Context& context) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  store::Checkins records(*opened->database, opened->keys);
  TRY_ASSIGN(const auto all, AllOf(records));
  TRY_ASSIGN(const flows::Watch watch, records.ReadWatch());
  const TimePoint now = SystemClock().Now();
  json late = json::array();
  for (const Traveller& one : all)
    if (IsOverdue(one))
      late.push_back({{"id", one.id},
                      {"name", one.nickname},
                      {"stage", flows::CheckinStageName(one.state.stage)},
                      {"due_at", FormatTime(one.state.due)},
                      {"heard_at", FormatTime(one.state.heard_at)},
                      {"contacts_told", one.state.told},
                      {"trouble_at", TimeOr(one.trouble_at, "")}});
  const auto running =
      std::count_if(all.begin(), all.end(), [](const auto& one) { return !one.ended_at; });
  json outages = json::array();
  for (const flows::Outage& one : watch.outages)
    outages.push_back(JsonOf(one));
  const bool paused = flows::IsBlind(watch, "", now);
  if (context.json) {
    std::cout << DumpJson({{"travellers", running},
                           {"overdue", late},
                           {"alarms_paused", paused},
                           {"outages", outages}})
              << "\n";
    return Unit{};
  }
  std::printf("%zu travellers, %zu overdue; alarms %s\n", static_cast<size_t>(running), late.size(),
              paused ? "are paused" : "go on");
  for (const json& one : late)
    std::printf("%s  %s  since %s  %s\n", one["id"].get<std::string>().c_str(),
                one["stage"].get<std::string>().c_str(), one["due_at"].get<std::string>().c_str(),
                one["name"].get<std::string>().c_str());
  for (const json& one : outages)
    std::printf("outage: %s%s  %s to %s\n", one["cause"].get<std::string>().c_str(),
                (" " + one["channel"].get<std::string>()).c_str(),
                one["began_at"].get<std::string>().c_str(),
                one["ended_at"].is_null() ? "now" : one["ended_at"].get<std::string>().c_str());
  return Unit{};
}

Status Show(const Context& context, const std::string& id) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  store::Checkins records(*opened->database, opened->keys);
  TRY_ASSIGN(const auto all, AllOf(records));
  TRY_ASSIGN(const Traveller one, OverdueBy(all, id));
  TRY(records.Audit(kCliActor, "checkin_read", one.id, "", SystemClock().Now()));
  TRY_ASSIGN(const auto contacts, records.Contacts(one.id));
  TRY_ASSIGN(const auto events, records.Events(one.id));
  json told = json::array();
  for (const store::CheckinContact& contact : contacts)
    told.push_back(
        {{"place", contact.place}, {"state", contact.state}, {"told", contact.told == 1}});
  json history = json::array();
  for (const store::CheckinEvent& event : events)
    history.push_back(
        {{"at", FormatTime(event.at)}, {"kind", event.kind}, {"detail", event.detail.Reveal()}});
  const json out = {{"id", one.id},
                    {"name", one.nickname},
                    {"number", one.number.Reveal()},
                    {"destination", one.destination},
                    {"language", one.language},
                    {"stage", flows::CheckinStageName(one.state.stage)},
                    {"due_at", FormatTime(one.state.due)},
                    {"heard_at", FormatTime(one.state.heard_at)},
                    {"trouble_at", TimeOr(one.trouble_at, "")},
                    {"last_place", one.place},
                    {"last_place_source", one.place.empty() ? "" : "told us"},
                    {"last_place_at", TimeOr(one.place_at, "")},
                    {"contacts", told},
                    {"events", history}};
  if (context.json) {
    std::cout << DumpJson(out) << "\n";
    return Unit{};
  }
  for (const auto& [name, value] : out.items())
    std::cout << name << ": " << (value.is_string() ? value.get<std::string>() : DumpJson(value))
              << "\n";
  return Unit{};
}

struct RelayArguments {
  std::string id, to, by, why;
};

Status Relay(const Context& context, const RelayArguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  const TimePoint now = SystemClock().Now();
  store::Checkins records(*opened->database, opened->keys);
  TRY_ASSIGN(const auto all, AllOf(records));
  TRY_ASSIGN(const Traveller one, OverdueBy(all, arguments.id));
  TRY_ASSIGN(const Directory directory,
             store::DirectoryRecords(*opened->database, opened->keys).Load());
  TRY_ASSIGN(const Responder agency, AgencyFor(directory, arguments.to, one, now));
  // Who decided and why is kept before anything leaves.
  TRY(records.Note(one.id, "relayed",
                   "to " + arguments.to + " by " + arguments.by + ": " + arguments.why, now));
  TRY(records.Audit(arguments.by, "checkin_relay", one.id, arguments.to, now));
  Outbound message;
  message.id = NewUlid(now);
  message.kind = OutboundClass::kAlert;
  message.channel = agency.channel;
  message.to = agency.number;
  message.text = Secret(HandOff(one));
  message.created_at = now;
  store::Redis redis(store::RedisFor(opened->settings, "admin", "cli"));
  TRY(redis.Run(store::AppendCommand(
      store::TagOf(PartitionOf(agency.pseudonym, opened->settings.partitions)),
      {"outbound", message.id, "alert", SealOutbound(opened->keys, EncodeOutbound(message)),
       message.channel})));
  if (context.json)
    std::cout << DumpJson({{"id", one.id}, {"to", arguments.to}, {"message", message.id}}) << "\n";
  else
    std::printf("handed to %s\n", arguments.to.c_str());
  return Unit{};
}

Status SetAlarms(const Context& context, bool pause) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  store::Checkins records(*opened->database, opened->keys);
  const TimePoint now = SystemClock().Now();
  TRY(records.ChangeWatch([&](flows::Watch watch) {
    return pause ? flows::PauseAlarms(std::move(watch), now)
                 : flows::ResumeAlarms(std::move(watch), now);
  }));
  TRY(records.Audit(kCliActor, pause ? "checkin_alarms_paused" : "checkin_alarms_resumed", "-", "",
                    now));
  if (context.json)
    std::cout << DumpJson({{"alarms_paused", pause}}) << "\n";
  else
    std::printf("alarms %s\n", pause ? "are paused" : "go on");
  return Unit{};
}

void AddCheckinCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand("checkin", "Travellers who are checked in on");
  group->require_subcommand(1);
  CLI::App* list = group->add_subcommand("list", "How many there are, and who is overdue");
  list->callback([&context, &exit_code] { exit_code = CodeOf(List(context)); });
  const auto id = std::make_shared<std::string>();
  CLI::App* show = group->add_subcommand("show", "One who is overdue; the look is recorded");
  show->add_option("id", *id, "the id, or its end as in messages")->required();
  show->callback([=, &context, &exit_code] { exit_code = CodeOf(Show(context, *id)); });
  const auto relay = std::make_shared<RelayArguments>();
  CLI::App* hand = group->add_subcommand("relay", "Hand one who is overdue to an agency");
  hand->add_option("id", relay->id, "the id, or its end as in messages")->required();
  hand->add_option("--to", relay->to, "organisation of the directory")->required();
  hand->add_option("--by", relay->by, "who decided")->required();
  hand->add_option("--why", relay->why, "the reason, kept sealed")->required();
  hand->callback([=, &context, &exit_code] { exit_code = CodeOf(Relay(context, *relay)); });
  CLI::App* pause = group->add_subcommand("pause-alarms", "Tell nobody that somebody is overdue");
  pause->callback([&context, &exit_code] { exit_code = CodeOf(SetAlarms(context, true)); });
  CLI::App* resume = group->add_subcommand("resume-alarms", "Go on; everybody is asked anew first");
  resume->callback([&context, &exit_code] { exit_code = CodeOf(SetAlarms(context, false)); });
}

const RegisterCommand kRegistered("checkin", AddCheckinCommand);

}  // namespace
}  // namespace tipline::cli
