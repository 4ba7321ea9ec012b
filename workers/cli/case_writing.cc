// tipline case message, tell. A message waits in the case until the person comes back; what goes
// out meanwhile, if anything may, is decided by the sender (flows/delivery/permission.h).
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/gsm7.h"
#include "flows/base/json.h"
#include "flows/base/text.h"
#include "gateway/base/covers.h"
#include "gateway/base/ids.h"
#include "gateway/base/outbound_box.h"
#include "gateway/base/sensitive_lists.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/connect.h"
#include "gateway/store/live/gate.h"
#include "gateway/store/live/streams.h"
#include "gateway/store/records/contacts.h"
#include "gateway/store/records/own_cases.h"
#include "gateway/store/records/safe_contacts.h"
#include "workers/cli/case_person.h"
#include "workers/cli/case_store.h"
#include "workers/inquiries/own_case.h"

namespace tipline::cli {
namespace {

constexpr size_t kMaxParts = 3;

struct Arguments {
  std::string id, text, what;
};

Result<std::string> Checked(const CaseStore& opened, const std::string& typed) {
  const std::string text = PlainTypography(Trim(typed));
  if (SmsParts(text) == 0) return Invalid("an empty message");
  if (SmsParts(text) > kMaxParts) return Invalid("the message takes more than three SMS");
  TRY_ASSIGN(const auto words, LoadSensitive(opened.settings.flows_dir));
  if (words.Find(text)) return Denied("a word of the message could give the person away");
  return text;
}

Status Append(const CaseStore& opened, store::Redis& redis, const Case& item,
              const Outbound& message) {
  const std::string tag = store::TagOf(PartitionOf(item.pseudonym, opened.settings.partitions));
  const auto added = redis.Run(store::AppendCommand(
      tag, {"outbound", message.id, OutboundClassName(message.kind),
            SealOutbound(opened.keys, EncodeOutbound(message)), message.channel}));
  if (!added) return added.error();
  return Unit{};
}

Outbound MessageTo(const Case& item, Secret<std::string> number, std::string text, TimePoint now) {
  Outbound message;
  message.id = NewUlid(now);
  message.channel = item.channel;
  message.to = std::move(number);
  message.text = Secret<std::string>(std::move(text));
  message.case_id = item.id;
  message.created_at = now;
  return message;
}

Status Message(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  TRY_ASSIGN(const std::string text, Checked(*opened, arguments.text));
  store::CaseRecords records(*opened->database, opened->keys);
  TRY_ASSIGN(const Case before, records.Find(arguments.id));
  const TimePoint now = SystemClock().Now();
  store::ContactVault vault(*opened->database, opened->keys);
  auto number = vault.Number(before.pseudonym, before.id, kCliActor, now);
  if (!number && number.error().code != Code::kNotFound) return number.error();
  const bool reachable = number && opened->settings.channels.contains(before.channel);
  store::Redis redis(store::RedisFor(opened->settings, "admin", "cli"));
  if (reachable) TRY(store::CheckServer(redis, opened->settings.redis_unsafe));
  TRY_ASSIGN(const Case item,
             records.AddMessage({before.id, 0, kCliActor, now}, "out", Secret<std::string>(text)));
  if (reachable) TRY(Append(*opened, redis, item, MessageTo(item, *number, text, now)));
  if (context.json)
    std::cout << DumpJson({{"id", item.id}, {"kept", true}, {"handed_to_sender", reachable}})
              << "\n";
  else
    std::cout << item.reference << ": kept for when the person comes back"
              << (reachable ? "" : "; no number is known, so nothing goes out") << "\n";
  return Unit{};
}

// Whoever said that we may write, and did not take it back.
bool Agreed(const std::vector<flows::SafeContact>& contacts, TimePoint now) {
  if (contacts.empty()) return false;
  return std::all_of(contacts.begin(), contacts.end(), [&](const flows::SafeContact& one) {
    return one.may_write && !one.withdrawn_at && (!one.valid_until || *one.valid_until > now);
  });
}

Status Tell(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const auto opened, OpenCaseStore(context));
  const TimePoint now = SystemClock().Now();
  TRY_ASSIGN(const Case item,
             store::CaseRecords(*opened->database, opened->keys).Find(arguments.id));
  TRY_ASSIGN(const auto contacts,
             store::SafeContacts(*opened->database, opened->keys).Find(item.pseudonym, item.id));
  if (!Agreed(contacts, now)) return Denied("the person did not agree to be written to");
  store::OwnCases own(*opened->database, opened->keys);
  TRY_ASSIGN(const store::Wishes wishes, own.WishesOf(item.id));
  if (std::find(wishes.told.begin(), wishes.told.end(), arguments.what) != wishes.told.end())
    return Conflict("the person was told that before");
  TRY_ASSIGN(const auto number, store::ContactVault(*opened->database, opened->keys)
                                    .Number(item.pseudonym, item.id, kCliActor, now));
  TRY_ASSIGN(const std::string text,
             CoverText(opened->settings.flows_dir, item.language, arguments.what));
  Outbound message = MessageTo(item, number, text, now);
  message.kind = OutboundClass::kNotice;
  // The same id if this is done again after it was cut off: it goes out once.
  message.id = workers::SiblingOf(opened->keys, "told_" + arguments.what, item.id);
  store::Redis redis(store::RedisFor(opened->settings, "admin", "cli"));
  TRY(store::CheckServer(redis, opened->settings.redis_unsafe));
  TRY(Append(*opened, redis, item, message));
  TRY(own.Tell({item.id, "", kCliActor, now}, arguments.what));
  if (context.json)
    std::cout << DumpJson({{"id", item.id}, {"told", arguments.what}}) << "\n";
  else
    std::cout << item.reference << ": told " << arguments.what << "\n";
  return Unit{};
}

}  // namespace

void AddCaseWriting(CLI::App& group, Context& context, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* message = group.add_subcommand(
      "message", "Leave a message in the case for the person, who reads it with code and PIN");
  message->add_option("id", arguments->id, "reference or id of the case")->required();
  message->add_option("text", arguments->text, "words to the person")->required();
  message->callback(
      [=, &context, &exit_code] { exit_code = CodeOf(Message(context, *arguments)); });

  CLI::App* tell = group.add_subcommand(
      "tell", "A short text without facts to somebody who agreed, each once: at most three");
  tell->add_option("id", arguments->id, "reference or id of the case")->required();
  tell->add_option("what", arguments->what, "received, passed_on or closed")
      ->required()
      ->check(CLI::IsMember({"received", "passed_on", "closed"}));
  tell->callback([=, &context, &exit_code] { exit_code = CodeOf(Tell(context, *arguments)); });
}

}  // namespace tipline::cli
