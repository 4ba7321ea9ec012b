// The messages of check-ins. Prompts go at the hour that the traveller chose, so quiet hours do not
// hold them back; what else says that a phone may not be written to does.
#include <algorithm>

#include "flows/base/ulid.h"
#include "gateway/base/log.h"
#include "gateway/base/outbound_box.h"
#include "gateway/store/live/prompted.h"
#include "workers/jobs/checkin.h"
#include "workers/jobs/checkin_wording.h"

namespace tipline::workers {
namespace {

using store::CheckinContact;
using store::Traveller;

constexpr size_t kReferenceSize = 6;
constexpr std::string_view kTold = "contact ";  // the id of whom

std::string StepReason(const Traveller& traveller, const std::string& what) {
  return traveller.id + "|" + std::to_string(traveller.revision) + "|" + what;
}

// In the language of the traveller, which those whom they name read too, as far as we know.
std::string Word(Services& services, const Traveller& traveller, CheckinText what,
                 const CheckinValues& values = {}) {
  return CheckinWordIn(services.settings.flows_dir, traveller.language, what, values);
}

std::string When(const Traveller& traveller, TimePoint at) {
  return CheckinTime(traveller.language, traveller.plan.schedule.time_zone, at);
}

Status Prompt(Lane& lane, const Traveller& traveller, CheckinText what) {
  TRY_ASSIGN(const bool may, MayPrompt(lane.services(), traveller));
  if (!may) return Unit{};
  TRY(lane.contacts().GiveRole(traveller.pseudonym, store::kPromptedRole));
  const std::string id =
      CheckinMessageId(lane.services().keys, traveller.created_at, StepReason(traveller, "prompt"));
  return SendCheckin(lane, OutboundClass::kAlert, id, traveller, traveller.number,
                     Word(lane.services(), traveller, what),
                     WriteReferral(CheckinAbout::kPrompt, traveller.id,
                                   PromptStep(traveller, what == CheckinText::kRemindAgain)));
}

// Source, place and time, as the traveller told them; nothing that was not told.
std::string WhereLine(Services& services, const Traveller& traveller) {
  if (traveller.place.empty() || !traveller.place_at) return "";
  const auto words = services.CurrentSensitive();
  if (!words || words->Find(traveller.place)) return "";
  return Word(services, traveller, CheckinText::kWhere,
              {{"place", traveller.place}, {"when", When(traveller, *traveller.place_at)}});
}

// The one whom the step chose. Who cannot be told goes to the next one and the duty lead at once.
Status TellContact(Lane& lane, const Traveller& traveller, const std::string& contact_id) {
  Services& services = lane.services();
  store::Checkins records(services.database, services.keys);
  const std::string referral = WriteReferral(CheckinAbout::kLate, traveller.id, contact_id);
  const auto found = records.Contact(contact_id);
  if (!found && found.error().code != Code::kNotFound) return found.error();
  bool out = !found;  // gone meanwhile
  if (found) {
    TRY_ASSIGN(out, services.opt_outs.Has(found->pseudonym, traveller.plan.channel));
  }
  if (out) return lane.Schedule(traveller.pseudonym, UnreachedJob(referral), referral, lane.Now());
  const CheckinContact& contact = *found;
  TRY(MarkContact(lane, contact.pseudonym));
  const std::string text = Word(services, traveller, CheckinText::kLate,
                                {{"name", traveller.nickname},
                                 {"last", When(traveller, traveller.state.heard_at)},
                                 {"where", WhereLine(services, traveller)}});
  const std::string id = CheckinMessageId(services.keys, traveller.created_at,
                                          StepReason(traveller, "late|" + contact.id));
  return SendCheckin(lane, OutboundClass::kAlert, id, traveller, contact.number, text, referral);
}

Status StandDown(Lane& lane, const Traveller& traveller, bool lead) {
  Services& services = lane.services();
  store::Checkins records(services.database, services.keys);
  TRY_ASSIGN(auto contacts, records.Contacts(traveller.id));
  for (CheckinContact& contact : contacts) {
    if (contact.told != 2) continue;
    const std::string id = CheckinMessageId(services.keys, traveller.created_at,
                                            StepReason(traveller, "fine|" + contact.id));
    TRY(SendCheckin(
        lane, OutboundClass::kAlert, id, traveller, contact.number,
        Word(services, traveller, CheckinText::kFine,
             {{"name", traveller.nickname}, {"when", When(traveller, traveller.state.heard_at)}})));
    contact.told = 0;
    TRY(records.ChangeContact(contact));
    TRY(MarkContact(lane, contact.pseudonym));
  }
  if (!lead) return Unit{};
  TRY(TellDutyLeads(lane, StepReason(traveller, "lead_fine"),
                    CheckinWord(CheckinText::kLeadFine, {{"id", CheckinReference(traveller)}})));
  return Unit{};
}

Status TellLead(Lane& lane, const Traveller& traveller, CheckinText what) {
  const std::map<std::string, std::string> values = {{"id", CheckinReference(traveller)},
                                                     {"when", FormatTime(traveller.state.due)}};
  return CallDutyLeads(lane, traveller, StepReason(traveller, "lead"), CheckinWord(what, values));
}

}  // namespace

std::string CheckinReference(const Traveller& traveller) {
  const std::string& id = traveller.id;
  return id.substr(id.size() - std::min(id.size(), kReferenceSize));
}

std::string CheckinMessageId(const KeyRing& keys, TimePoint at, const std::string& reason) {
  return UlidFrom(at, KeyedBytes(*keys.pseudonym, "checkin", reason));
}

Status SendCheckin(Lane& lane, OutboundClass kind, const std::string& id,
                   const Traveller& traveller, const Secret<std::string>& to,
                   const std::string& text, const std::string& referral) {
  Outbound message;
  message.id = id;
  message.kind = kind;
  message.channel = traveller.plan.channel;
  message.to = to;
  message.text = Secret(text);
  message.referral_id = referral;
  message.created_at = lane.Now();
  const KeyRing& keys = lane.services().keys;
  return lane.Append(Pseudonym(keys, to.Reveal()),
                     {"outbound", id, OutboundClassName(kind),
                      SealOutbound(keys, EncodeOutbound(message)), message.channel});
}

Status PostCheckin(Lane& lane, const Traveller& traveller) {
  const std::string& act = traveller.act;
  if (act == "ask") return Prompt(lane, traveller, CheckinText::kAsk);
  if (act == "remind") return Prompt(lane, traveller, CheckinText::kRemind);
  if (act == "remind_again") return Prompt(lane, traveller, CheckinText::kRemindAgain);
  if (act.starts_with(kTold)) return TellContact(lane, traveller, act.substr(kTold.size()));
  if (act == "lead") return TellLead(lane, traveller, CheckinText::kLead);
  if (act == "lead_blind") return TellLead(lane, traveller, CheckinText::kLeadBlind);
  if (act == "stood_down") return StandDown(lane, traveller, false);
  if (act == "stood_down_lead") return StandDown(lane, traveller, true);
  return Unit{};
}

}  // namespace tipline::workers
