#include "workers/loop/send_rules.h"

#include <algorithm>

#include "flows/base/gsm7.h"
#include "flows/base/zone.h"
#include "flows/cases/lifecycle.h"

namespace tipline::workers {
namespace {

using What = flows::Ruling::What;

bool IsUrgent(const Case& item) {
  return item.priority <= Priority::kP1 && !flows::IsClosedStatus(item.status);
}

Result<bool> IsResponder(Services& services, const std::string& pseudonym) {
  TRY_ASSIGN(const auto directory, services.CurrentDirectory());
  return std::any_of(
      directory->responders.begin(), directory->responders.end(),
      [&](const Responder& one) { return one.active && one.pseudonym == pseudonym; });
}

Result<flows::Letter> LetterOf(Services& services, const store::OutboundRow& row,
                               const Outbound& message, TimePoint now) {
  flows::Letter letter;
  letter.kind = row.kind;
  letter.channel = row.channel;
  letter.created_at = row.created_at;
  if (row.kind == OutboundClass::kAlert) return letter;
  const std::string pseudonym = Pseudonym(services.keys, message.to.Reveal());
  TRY_ASSIGN(letter.to_responder, IsResponder(services, pseudonym));
  if (letter.to_responder) return letter;
  if (!row.case_id.empty()) {
    const auto found = services.cases.Find(row.case_id);
    if (!found && found.error().code != Code::kNotFound) return found.error();
    if (found) letter.of_case = *found;
    TRY_ASSIGN(letter.heard_at, services.safe_contacts.HeardAt(pseudonym));
  }
  TRY_ASSIGN(letter.contacts, services.safe_contacts.Find(pseudonym, row.case_id));
  if (!IsAnswer(letter, now)) {
    TRY_ASSIGN(letter.opted_out, services.opt_outs.Has(pseudonym, row.channel));
    // Another channel would be no way around it.
    if (!letter.opted_out && message.channel != row.channel) {
      TRY_ASSIGN(letter.opted_out, services.opt_outs.Has(pseudonym, message.channel));
    }
  }
  return letter;
}

// Urgent is what is of a case that is, or to somebody who has one: the gateway's answers name none.
Result<bool> IsOfUrgent(Services& services, const flows::Letter& letter, const Outbound& message) {
  if (letter.of_case && IsUrgent(*letter.of_case)) return true;
  store::CaseFilter filter;
  filter.pseudonym = Pseudonym(services.keys, message.to.Reveal());
  filter.open_only = true;
  TRY_ASSIGN(const auto cases, services.cases.List(filter));
  return std::any_of(cases.begin(), cases.end(),
                     [](const store::CaseRow& one) { return IsUrgent(one.item); });
}

Result<flows::Ruling> ByCap(Services& services, const flows::Letter& letter,
                            const Outbound& message, int64_t cost_micros, TimePoint now) {
  const ChannelSettings& channel = services.settings.channels.at(letter.channel);
  if (letter.kind == OutboundClass::kAlert || letter.to_responder) return flows::Ruling();
  if (services.spending.Fits(channel, cost_micros, now)) return flows::Ruling();
  TRY_ASSIGN(const bool urgent, IsOfUrgent(services, letter, message));
  if (urgent) return flows::Ruling();
  return flows::Ruling{What::kHold, "spend_cap", NextLocalDay(channel.time_zone, now)};
}

}  // namespace

Millis LifeOf(OutboundClass kind, bool of_case) {
  if (kind == OutboundClass::kAlert) return kAlertLasts;
  return kind == OutboundClass::kReply && !of_case ? kAnswerLasts : kUnaskedLasts;
}

int SegmentsOf(const Outbound& message) {
  return std::max(1, static_cast<int>(SmsParts(message.text.Reveal())));
}

Result<flows::Ruling> RuleOn(Services& services, const store::OutboundRow& row,
                             const Outbound& message, int64_t cost_micros, TimePoint now) {
  TRY_ASSIGN(const flows::Letter letter, LetterOf(services, row, message, now));
  const ChannelSettings& channel = services.settings.channels.at(row.channel);
  std::optional<flows::DayHours> quiet;
  if (const auto hours = flows::ReadDayHours(channel.quiet_hours)) quiet = *hours;
  flows::Ruling ruling = flows::MayGo(letter, quiet, channel.time_zone, now);
  if (ruling.what == What::kRefuse) return ruling;
  if (IsToPerson(letter) && !IsAnswer(letter, now)) {
    const auto words = services.CurrentSensitive();
    // Without the lists nobody can say that it is safe.
    if (!words) return flows::Ruling{What::kHold, "no_word_lists", now + kWordsAge};
    if (words->Find(message.text.Reveal()))
      return flows::Ruling{What::kRefuse, "sensitive_word", {}};
  }
  if (ruling.what == What::kGo) return ByCap(services, letter, message, cost_micros, now);
  return ruling;
}

}  // namespace tipline::workers
