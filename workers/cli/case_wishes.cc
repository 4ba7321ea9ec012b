// tipline case contact, withdraw, erase: what a person said to staff about their own case.
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/covers.h"
#include "gateway/base/ids.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/connect.h"
#include "gateway/store/live/gate.h"
#include "gateway/store/records/own_cases.h"
#include "workers/cli/case_person.h"
#include "workers/cli/case_store.h"
#include "workers/cli/csv_rows.h"
#include "workers/inquiries/own_case.h"

namespace tipline::cli {
namespace {

constexpr const char* kWithdrawn = "Staff noted: the person wants no contact any more.";

struct Arguments {
  std::string id, may_write, hours = "any", channel, until, zone, note, cover, port;
};

void PrintDone(const Context& context, const Case& item, const char* what) {
  if (context.json)
    std::cout << DumpJson({{"id", item.id}, {"done", what}}) << "\n";
  else
    std::cout << item.reference << ": " << what << "\n";
}

Result<flows::SafeContact> ChoiceOf(const Settings& settings, const Arguments& arguments,
                                    const Case& item, TimePoint now) {
  flows::SafeContact contact;
  contact.case_id = item.id;
  contact.may_write = arguments.may_write == "yes";
  contact.time_zone = arguments.zone.empty() ? settings.time_zone : arguments.zone;
  if (arguments.hours != "any") {
    TRY_ASSIGN(contact.hours, flows::ReadDayHours(arguments.hours));
  }
  if (!arguments.channel.empty() && !settings.channels.contains(arguments.channel))
    return Invalid("--channel: no such channel: " + arguments.channel);
  contact.channel = arguments.channel;
  if (!arguments.cover.empty() && !IsCover(arguments.cover))
    return Invalid("--cover; allowed: greeting, order, weather");
  contact.cover = arguments.cover;
  if (!arguments.until.empty()) {
    const bool day = arguments.until.size() == 10;
    TRY_ASSIGN(contact.valid_until,
               ParseTime(day ? arguments.until + "T00:00:00Z" : arguments.until));
    if (*contact.valid_until <= now) return Invalid("--until: that is over");
  }
  contact.waits = contact.may_write && !arguments.port.empty();
  if (contact.waits && arguments.port != "unknown") {
    TRY_ASSIGN(contact.port_from, DayOption("--port", arguments.port));
  }
  contact.note = Secret<std::string>(arguments.note);
  contact.updated_by = kCliActor;
  contact.updated_at = now;
  return contact;
}

Status Contact(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  const TimePoint now = SystemClock().Now();
  TRY_ASSIGN(const Case item,
             store::CaseRecords(*opened->database, opened->keys).Find(arguments.id));
  TRY_ASSIGN(const auto contact, ChoiceOf(opened->settings, arguments, item, now));
  TRY(store::OwnCases(*opened->database, opened->keys).Choose(contact, std::nullopt));
  PrintDone(context, item, contact.may_write ? "may_write" : "may_not_write");
  return Unit{};
}

// Holders are told by the same alert as when the person does it.
Status TellHolders(CaseStore& opened, const std::string& id, const std::vector<Referral>& holders) {
  if (holders.empty()) return Unit{};
  TRY_ASSIGN(flows::Lexicon lexicon, workers::ReadLexicon(opened.settings.triage_dir));
  const SystemClock clock;
  workers::Services services(opened.settings, opened.keys, clock, *opened.database,
                             std::move(lexicon));
  store::Redis redis(store::RedisFor(opened.settings, "admin", "cli"));
  TRY(store::CheckServer(redis, opened.settings.redis_unsafe));
  workers::Lane lane(services, store::RedisFor(opened.settings, "admin", "cli"), "cli");
  return workers::TellHolders(lane, id, holders, workers::Wording::kNoContact);
}

Status Withdraw(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  const TimePoint now = SystemClock().Now();
  TRY_ASSIGN(const Case item,
             store::CaseRecords(*opened->database, opened->keys).Find(arguments.id));
  const std::string id = NewUlid(now);
  TRY_ASSIGN(const auto holders, store::OwnCases(*opened->database, opened->keys)
                                     .Withdraw({item.id, id, kCliActor, now}, true, kWithdrawn));
  TRY(TellHolders(*opened, id, holders));
  PrintDone(context, item, "contact_withdrawn");
  return Unit{};
}

Status Erase(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  const TimePoint now = SystemClock().Now();
  TRY_ASSIGN(const Case item,
             store::CaseRecords(*opened->database, opened->keys).Find(arguments.id));
  store::OwnCases own(*opened->database, opened->keys);
  TRY_ASSIGN(const auto wishes, own.WishesOf(item.id));
  if (!wishes.deletion_asked_at) return Denied("the person of this case did not ask for that");
  TRY(own.Erase({item.id, NewUlid(now), kCliActor, now}));
  PrintDone(context, item, "erased");
  return Unit{};
}

void AddContact(CLI::App& group, Context& context, int& exit_code,
                const std::shared_ptr<Arguments>& arguments) {
  CLI::App* contact =
      group.add_subcommand("contact", "Note how it is safe to write to the person of a case");
  contact->add_option("id", arguments->id, "reference or id of the case")->required();
  contact->add_option("--may-write", arguments->may_write, "yes or no")
      ->required()
      ->check(CLI::IsMember({"yes", "no"}));
  contact->add_option("--hours", arguments->hours, "\"10:00-12:00\" or any (default)");
  contact->add_option("--zone", arguments->zone, "IANA time zone of the hours");
  contact->add_option("--channel", arguments->channel, "only on this channel");
  contact->add_option("--until", arguments->until, "2026-12-31 or a time in RFC 3339");
  contact->add_option("--cover", arguments->cover, "greeting, order or weather");
  contact->add_option("--port", arguments->port,
                      "the day from which the person is in port, or unknown: what is written waits"
                      " for it, or for a sign of life");
  contact->add_option("--note", arguments->note, "for staff, kept sealed");
  contact->callback(
      [=, &context, &exit_code] { exit_code = CodeOf(Contact(context, *arguments)); });
}

}  // namespace

void AddCaseWishes(CLI::App& group, Context& context, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  AddContact(group, context, exit_code, arguments);
  CLI::App* withdraw = group.add_subcommand(
      "withdraw", "The person wants no contact any more: nothing goes out, holders are told");
  withdraw->add_option("id", arguments->id, "reference or id of the case")->required();
  withdraw->callback(
      [=, &context, &exit_code] { exit_code = CodeOf(Withdraw(context, *arguments)); });
  CLI::App* erase = group.add_subcommand(
      "erase", "Delete the words of a case whose person asked for that; cannot be undone");
  erase->add_option("id", arguments->id, "reference or id of the case")->required();
  erase->callback([=, &context, &exit_code] { exit_code = CodeOf(Erase(context, *arguments)); });
}

}  // namespace tipline::cli
