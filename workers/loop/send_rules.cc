#include "workers/loop/send_rules.h"

#include <algorithm>

#include "flows/base/gsm7.h"
#include "flows/base/zone.h"
#include "flows/cases/lifecycle.h"
#include "gateway/base/covers.h"
#include "workers/jobs/checkin.h"

namespace tipline::workers {
namespace {

using What = flows::Ruling::What;

bool IsUrgentCase(const Case& item) {
  return item.priority <= Priority::kP1 && !flows::IsClosedStatus(item.status);
}

Result<bool> IsResponder(Services& services, const std::string& pseudonym) {
  TRY_ASSIGN(const auto directory, services.CurrentDirectory());
  return std::any_of(
      directory->responders.begin(), directory->responders.end(),
      [&](const Responder& one) { return one.active && one.pseudonym == pseudonym; });
}

// An SMS case does not tell a no from a question that was never asked; its tips do. The newest one
// that has an answer counts.
Result<bool> SaidNo(Services& services, const Case& item) {
  constexpr const char* kAsked = "may_text";  // the flows' variable
  if (item.medium != Medium::kSms || item.may_text) return false;
  TRY_ASSIGN(const auto tips, services.cases.TipsOf(item.id));
  for (auto one = tips.rbegin(); one != tips.rend(); ++one) {
    if (!one->tip) continue;
    const auto answer = one->tip->answers.find(kAsked);
    if (answer != one->tip->answers.end()) return answer->second == "no";
  }
  return false;
}

// It is its own permission, and of nothing else: what the person said besides stands, except that
// a permission which ran out is none.
void AllowInvitation(flows::Letter& letter, TimePoint now) {
  std::erase_if(letter.contacts, [&](const flows::SafeContact& one) {
    return one.may_write && !one.withdrawn_at && one.valid_until && *one.valid_until <= now;
  });
  if (!letter.contacts.empty()) return;
  flows::SafeContact once;
  once.may_write = true;
  letter.contacts.push_back(std::move(once));
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
    // Closing the case as that did not make it safe.
    if (found && found->closure_code == "unsafe_to_contact")
      letter.of_case->status = found->closure_code;
    letter.moved = found && found->pseudonym != pseudonym;
    TRY_ASSIGN(letter.heard_at, services.safe_contacts.HeardAt(pseudonym, row.case_id));
    TRY_ASSIGN(letter.seen_at, services.safe_contacts.OpenedAt(row.case_id));
  }
  TRY_ASSIGN(letter.contacts, services.safe_contacts.Find(pseudonym, row.case_id));
  if (IsInvitation(row.referral_id)) AllowInvitation(letter, now);
  if (!IsAnswer(letter, now)) {
    TRY_ASSIGN(letter.opted_out, services.opt_outs.Has(pseudonym, row.channel));
    // Another channel would be no way around it.
    if (!letter.opted_out && message.channel != row.channel) {
      TRY_ASSIGN(letter.opted_out, services.opt_outs.Has(pseudonym, message.channel));
    }
    if (letter.of_case && letter.contacts.empty()) {
      TRY_ASSIGN(letter.said_no, SaidNo(services, *letter.of_case));
    }
  }
  return letter;
}

// What the person said, and the quiet hours of the letter's channel.
flows::Ruling ByPerson(Services& services, const flows::Letter& letter, TimePoint now) {
  const ChannelSettings& channel = services.settings.channels.at(letter.channel);
  std::optional<flows::DayHours> quiet;
  if (const auto hours = flows::ReadDayHours(channel.quiet_hours)) quiet = *hours;
  return flows::MayGo(letter, quiet, channel.time_zone, now);
}

// Somebody who just wrote is answered from a reserve: nobody could tell of a danger otherwise, for
// a case that is urgent begins with these answers.
Result<flows::Ruling> ByCap(Services& services, const flows::Letter& letter,
                            const store::OutboundRow& row, const Outbound& message,
                            int64_t cost_micros, TimePoint now) {
  const ChannelSettings& channel = services.settings.channels.at(letter.channel);
  if (letter.kind == OutboundClass::kAlert || letter.to_responder) return flows::Ruling();
  if (services.spending.Fits(channel, cost_micros, now)) return flows::Ruling();
  if (IsAnswer(letter, now) && services.spending.FitsAnswer(channel, cost_micros, now))
    return flows::Ruling();
  TRY_ASSIGN(const bool urgent, IsUrgent(services, row, message));
  if (urgent) return flows::Ruling();
  TimePoint until = NextLocalDay(channel.time_zone, now);
  if (letter.kind == OutboundClass::kReply) until = std::min(until, now + kCapLook);
  return flows::Ruling{What::kHold, "spend_cap", until, {}};
}

}  // namespace

Millis LifeOf(OutboundClass kind, bool of_case) {
  if (kind == OutboundClass::kAlert) return kAlertLasts;
  return kind == OutboundClass::kReply && !of_case ? kAnswerLasts : kUnaskedLasts;
}

// What the store cannot say now is not given up.
bool WaitsForPerson(Services& services, const store::OutboundRow& row) {
  if (row.kind == OutboundClass::kAlert || row.case_id.empty()) return false;
  const auto contacts = services.safe_contacts.Find("", row.case_id);
  return !contacts || flows::WaitsForPort(*contacts);
}

Result<std::string> CoverFor(Services& services, const store::OutboundRow& row,
                             const std::string& cover) {
  TRY_ASSIGN(const Case item, services.cases.Find(row.case_id));
  return CoverText(services.settings.flows_dir, item.language, cover);
}

int SegmentsOf(const Outbound& message) {
  return std::max(1, static_cast<int>(SmsParts(message.text.Reveal())));
}

// The gateway's answers name no case: then it is the person's.
Result<bool> IsUrgent(Services& services, const store::OutboundRow& row, const Outbound& message) {
  if (row.urgent) return true;
  if (!row.case_id.empty()) {
    const auto found = services.cases.Find(row.case_id);
    if (!found && found.error().code != Code::kNotFound) return found.error();
    if (found && IsUrgentCase(*found)) return true;
  }
  store::CaseFilter filter;
  filter.pseudonym = Pseudonym(services.keys, message.to.Reveal());
  filter.open_only = true;
  TRY_ASSIGN(const auto cases, services.cases.List(filter));
  return std::any_of(cases.begin(), cases.end(),
                     [](const store::CaseRow& one) { return IsUrgentCase(one.item); });
}

bool IsAllowedOn(Services& services, const store::OutboundRow& row, const Outbound& message,
                 const std::string& channel, TimePoint now) {
  store::OutboundRow there = row;
  there.channel = channel;
  const auto letter = LetterOf(services, there, message, now);
  if (!letter) return false;
  // An answer goes to the channel that the person wrote on, whatever they said of it. Another one,
  // on which they want nothing, is no way around: its provider would send it back for ever.
  if (channel != message.channel && IsToPerson(*letter)) {
    const auto out = services.opt_outs.Has(Pseudonym(services.keys, message.to.Reveal()), channel);
    if (!out || *out) return false;
  }
  return ByPerson(services, *letter, now).what != What::kRefuse;
}

Result<flows::Ruling> RuleOn(Services& services, const store::OutboundRow& row,
                             const Outbound& message, int64_t cost_micros, TimePoint now) {
  TRY_ASSIGN(const flows::Letter letter, LetterOf(services, row, message, now));
  flows::Ruling ruling = ByPerson(services, letter, now);
  if (ruling.what == What::kRefuse) return ruling;
  if (IsToPerson(letter) && !IsAnswer(letter, now)) {
    const auto words = services.CurrentSensitive();
    // Without the lists nobody can say that it is safe.
    if (!words) return flows::Ruling{What::kHold, "no_word_lists", now + kWordsAge, {}};
    if (words->Find(message.text.Reveal()))
      return flows::Ruling{What::kRefuse, "sensitive_word", {}, {}};
  }
  if (ruling.what != What::kGo) return ruling;
  TRY_ASSIGN(flows::Ruling capped, ByCap(services, letter, row, message, cost_micros, now));
  capped.cover = ruling.cover;
  return capped;
}

}  // namespace tipline::workers
