// tipline case number: the number of somebody who asked for a call, for whoever makes it. Tests:
// tests/workers/cli/case_person_test.cc
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/records/calling.h"
#include "gateway/store/records/contacts.h"
#include "workers/cli/case_person.h"
#include "workers/cli/case_store.h"

namespace tipline::cli {
namespace {

// Where the number does not tell it.
std::string ZoneFor(const Settings& settings, const Case& item) {
  const auto channel = settings.channels.find(item.channel);
  return channel == settings.channels.end() ? settings.time_zone : channel->second.time_zone;
}

// For whoever makes the call that the person asked for; in the audit trail like every look at it.
Status Number(const Context& context, const std::string& id) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  const TimePoint now = SystemClock().Now();
  TRY_ASSIGN(const Case item, store::CaseRecords(*opened->database, opened->keys).Find(id));
  TRY_ASSIGN(const auto tips, store::CaseRecords(*opened->database, opened->keys).TipsOf(item.id));
  TRY_ASSIGN(const store::CallLeave leave, store::MayCall(*opened->database, item, tips));
  if (!leave.why_not.empty()) return Denied("not to be rung up: " + leave.why_not);
  const flows::CallWish wish = store::CallWishOf(tips);
  if (!store::MayCallNow(item, wish, ZoneFor(opened->settings, item), now))
    return Denied("not now: a call is good in the " + wish.time + " there");
  TRY_ASSIGN(const auto number, store::ContactVault(*opened->database, opened->keys)
                                    .Number(item.pseudonym, item.id, kCliActor, now));
  if (leave.said_stop && !context.json)
    std::cerr << "After asking for the call, STOP was sent from this phone or contact was taken "
                 "back there: send no texts. Call because it is urgent.\n";
  if (context.json)
    std::cout << DumpJson(
                     {{"id", item.id}, {"number", number.Reveal()}, {"said_stop", leave.said_stop}})
              << "\n";
  else
    std::cout << number.Reveal() << "\n";
  return Unit{};
}

}  // namespace

void AddCaseNumber(CLI::App& group, Context& context, int& exit_code) {
  const auto id = std::make_shared<std::string>();
  CLI::App* number = group.add_subcommand(
      "number", "The phone number, if the person may be called now (is logged as read)");
  number->add_option("id", *id, "reference or id of the case")->required();
  number->callback([=, &context, &exit_code] { exit_code = CodeOf(Number(context, *id)); });
}

}  // namespace tipline::cli
