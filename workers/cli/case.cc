// tipline case: the work list and what staff do to a case, from a shell.
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/cases/lifecycle.h"
#include "flows/routing/route.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/connect.h"
#include "gateway/store/live/gate.h"
#include "gateway/store/records/own_cases.h"
#include "gateway/store/records/safe_contacts.h"
#include "gateway/store/records/users.h"
#include "workers/cli/case_person.h"
#include "workers/cli/case_sending.h"
#include "workers/cli/case_store.h"
#include "workers/cli/case_text.h"
#include "workers/jobs/offers.h"

namespace tipline::cli {
namespace {

struct Arguments {
  std::string id, user, to, code, note, status, priority;
  bool mine = false, all = false;
  int limit = 0;
};

TimePoint Now() {
  return SystemClock().Now();
}

// A row of the list with its tips and referrals, none of them opened.
Result<store::CaseFile> Outline(store::CaseRecords& records, store::CaseRow row) {
  store::CaseFile file;
  TRY_ASSIGN(file.tips, records.TipsOf(row.item.id));
  TRY_ASSIGN(file.referrals, records.ReferralsOf(row.item.id));
  file.row = std::move(row);
  return file;
}

Status List(const Context& context, const Arguments& arguments) {
  store::CaseFilter filter;
  filter.status = arguments.status;
  filter.open_only = arguments.status.empty() && !arguments.all;
  filter.limit = arguments.limit;
  if (!arguments.status.empty() && !flows::IsCaseStatus(arguments.status))
    return Invalid("--status: no such status: " + arguments.status);
  if (!arguments.priority.empty()) {
    filter.priority = PriorityFromName(arguments.priority);
    if (!filter.priority) return Invalid("--priority: allowed: P0 to P4");
  }
  if (arguments.mine) {
    const char* user = std::getenv("USER");
    if (user == nullptr || *user == '\0') return Invalid("--mine: the environment has no USER");
    filter.assigned_to = user;
  }
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  const KeyRing closed;  // a list shows no words
  store::CaseRecords records(*opened->database, closed);
  TRY_ASSIGN(auto rows, records.List(filter));
  if (!context.json) {
    std::cout << CaseTable(rows, Now());
    return Unit{};
  }
  nlohmann::json out = nlohmann::json::array();
  for (store::CaseRow& row : rows) {
    TRY_ASSIGN(const store::CaseFile file, Outline(records, std::move(row)));
    out.push_back(CaseJson(file));
  }
  std::cout << DumpJson(out) << "\n";
  return Unit{};
}

Result<CaseSending> SendingOf(CaseStore& opened, const Case& item) {
  CaseSending sending;
  TRY_ASSIGN(sending.contacts,
             store::SafeContacts(*opened.database, opened.keys).Find(item.pseudonym, item.id));
  TRY_ASSIGN(sending.opt_outs, store::OptOuts(*opened.database).Of(item.pseudonym));
  TRY_ASSIGN(sending.wishes, store::OwnCases(*opened.database, opened.keys).WishesOf(item.id));
  TRY_ASSIGN(sending.messages, store::OutboundRecords(*opened.database).OfCase(item.id));
  return sending;
}

Status Print(const Context& context, CaseStore& opened, const std::string& id) {
  store::CaseRecords records(*opened.database, opened.keys);
  TRY_ASSIGN(const store::CaseFile file, records.Show(id, kCliActor, Now()));
  TRY_ASSIGN(const CaseSending sending, SendingOf(opened, file.row.item));
  nlohmann::json json = CaseJson(file);
  AddSending(sending, json);
  if (context.json)
    std::cout << DumpJson(json) << "\n";
  else
    std::cout << CasePage(file, Now()) << SendingText(sending);
  return Unit{};
}

// After a change: the case as it is now, without its words.
Status PrintChanged(const Context& context, store::Database& database, const Case& item) {
  const KeyRing closed;
  store::CaseRecords records(database, closed);
  store::CaseRow row;
  row.item = item;
  TRY_ASSIGN(const store::CaseFile file, Outline(records, std::move(row)));
  if (context.json)
    std::cout << DumpJson(CaseJson(file)) << "\n";
  else
    std::cout << item.reference << " " << PriorityName(item.priority) << " " << item.status
              << (item.assigned_to.empty() ? "" : " " + item.assigned_to) << "\n";
  return Unit{};
}

Status Dispose(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  store::CaseRecords records(*opened->database, opened->keys);
  TRY_ASSIGN(const Case item, records.Dispose({arguments.id, 0, kCliActor, Now()}, arguments.code));
  return PrintChanged(context, *opened->database, item);
}

Status Show(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  return Print(context, *opened, arguments.id);
}

Status Assign(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  const auto user = store::UserRecords(*opened->database, opened->keys).Find(arguments.user);
  if (!user && user.error().code == Code::kNotFound)
    return NotFound("no such user: " + arguments.user);
  if (user && !user->active) return Denied("that account is disabled");
  store::CaseRecords records(*opened->database, opened->keys);
  TRY_ASSIGN(const Case item, records.Assign({arguments.id, 0, kCliActor, Now()}, arguments.user));
  return PrintChanged(context, *opened->database, item);
}

Status Close(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  store::CaseRecords records(*opened->database, opened->keys);
  TRY_ASSIGN(const Case item, records.Close({arguments.id, 0, kCliActor, Now()}, arguments.code,
                                            Secret(arguments.note)));
  return PrintChanged(context, *opened->database, item);
}

Result<store::Offer> OfferFor(workers::Services& services, const Case& item,
                              const std::string& to) {
  TRY_ASSIGN(const auto directory, services.CurrentDirectory());
  if (to.empty()) {
    TRY_ASSIGN(const auto next, workers::ChooseNext(services, item));
    if (!next) return NotFound("nobody is left who may be asked; name one with --to");
    return *next;
  }
  const Responder* responder = workers::FindResponder(*directory, to);
  if (responder == nullptr) return NotFound("no such responder: " + to);
  if (!responder->active) return Denied("that responder is not active");
  return store::Offer{to, responder->organisation_id,
                      Now() + flows::AcknowledgeWithin(item.priority)};
}

Status Route(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(flows::Lexicon lexicon, workers::ReadLexicon(opened->settings.triage_dir));
  const SystemClock clock;
  workers::Services services(opened->settings, opened->keys, clock, *opened->database,
                             std::move(lexicon));
  store::Redis redis(store::RedisFor(opened->settings, "admin", "cli"));
  TRY(store::CheckServer(redis, opened->settings.redis_unsafe));  // before anything is written
  TRY_ASSIGN(const Case before, services.cases.Find(arguments.id));
  TRY_ASSIGN(const store::Offer offer, OfferFor(services, before, arguments.to));
  TRY_ASSIGN(const store::Answered routed,
             services.cases.Route({before.id, before.revision, kCliActor, Now()}, offer));
  workers::Lane lane(services, store::RedisFor(opened->settings, "admin", "cli"), "cli");
  // Should this fail, the worker's sweep sends the alert: the offer is in SQL.
  TRY(workers::SendOffers(lane, routed.item, routed.offers));
  return PrintChanged(context, *opened->database, routed.item);
}

void AddActions(CLI::App& group, const std::shared_ptr<Arguments>& arguments, Context& context,
                int& exit_code) {
  const auto id = [&](CLI::App* command) {
    command->add_option("id", arguments->id, "reference or id of the case")->required();
  };
  CLI::App* show = group.add_subcommand("show", "One case with all its words (is logged as read)");
  id(show);
  show->callback([=, &context, &exit_code] { exit_code = CodeOf(Show(context, *arguments)); });

  CLI::App* assign = group.add_subcommand("assign", "Give a case to a member of staff");
  id(assign);
  assign->add_option("user", arguments->user, "user name")->required();
  assign->callback([=, &context, &exit_code] { exit_code = CodeOf(Assign(context, *arguments)); });

  CLI::App* route =
      group.add_subcommand("route", "Offer a case to a responder; offers before it are withdrawn");
  id(route);
  route->add_option("--to", arguments->to, "responder id (default: the best one not asked yet)");
  route->callback([=, &context, &exit_code] { exit_code = CodeOf(Route(context, *arguments)); });

  CLI::App* dispose = group.add_subcommand("dispose", "Say what kind of contact a case was");
  id(dispose);
  dispose->add_option("kind", arguments->code, "tip, help_request, prank, wrong_number, ...")
      ->required();
  dispose->callback(
      [=, &context, &exit_code] { exit_code = CodeOf(Dispose(context, *arguments)); });

  CLI::App* close = group.add_subcommand("close", "Close a case");
  id(close);
  close->add_option("--code", arguments->code, "closure code")->required();
  close->add_option("--note", arguments->note, "note, kept sealed");
  close->callback([=, &context, &exit_code] { exit_code = CodeOf(Close(context, *arguments)); });
}

void AddCaseCommand(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand(
      "case", "Cases: the work list, one case, what staff do to it and towards its person");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* list = group->add_subcommand(
      "list", "The work list: most urgent first, open cases unless told otherwise");
  list->add_option("--status", arguments->status, "received, open, assigned, closed, ...");
  list->add_option("--priority", arguments->priority, "P0 to P4");
  list->add_flag("--mine", arguments->mine, "only those assigned to $USER");
  list->add_flag("--all", arguments->all, "closed ones too");
  list->add_option("--limit", arguments->limit, "at most so many (default: all)")
      ->check(CLI::Range(1, 1'000'000));
  list->callback([=, &context, &exit_code] { exit_code = CodeOf(List(context, *arguments)); });
  AddActions(*group, arguments, context, exit_code);
  AddCaseNumber(*group, context, exit_code);
  AddCaseWriting(*group, context, exit_code);
  AddCaseWishes(*group, context, exit_code);
}

const RegisterCommand kRegistered("case", AddCaseCommand);

}  // namespace
}  // namespace tipline::cli
