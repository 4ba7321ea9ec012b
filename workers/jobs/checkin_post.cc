// The messages of check-ins. Prompts go at the hour that the traveller chose, so quiet hours do not
// hold them back; what else says that a phone may not be written to does.
#include <algorithm>

#include "flows/base/ulid.h"
#include "flows/checkin/schedule.h"
#include "gateway/base/log.h"
#include "gateway/base/outbound_box.h"
#include "workers/jobs/checkin.h"
#include "workers/jobs/checkin_wording.h"

namespace tipline::workers {
namespace {

using store::CheckinContact;
using store::Traveller;

constexpr size_t kReferenceSize = 6;
constexpr size_t kMostLeads = 2;
constexpr const char* kLeadService = "duty_lead";

std::string StepReason(const Traveller& traveller, const std::string& what) {
  return traveller.id + "|" + std::to_string(traveller.revision) + "|" + what;
}

Result<bool> MayPrompt(Services& services, const Traveller& traveller) {
  if (!traveller.prompts || traveller.number.empty()) return false;
  TRY_ASSIGN(const bool out, services.opt_outs.Has(traveller.pseudonym, traveller.plan.channel));
  if (out) return false;
  TRY_ASSIGN(const auto said, services.safe_contacts.Find(traveller.pseudonym, ""));
  const TimePoint now = services.clock.Now();
  return std::all_of(said.begin(), said.end(), [&](const flows::SafeContact& one) {
    const bool over = one.valid_until && *one.valid_until <= now;
    return one.may_write && !one.withdrawn_at && !over;
  });
}

Status Prompt(Lane& lane, const Traveller& traveller, CheckinText what) {
  TRY_ASSIGN(const bool may, MayPrompt(lane.services(), traveller));
  if (!may) return Unit{};
  const std::string id =
      CheckinMessageId(lane.services().keys, traveller.created_at, StepReason(traveller, "prompt"));
  return SendCheckin(lane, OutboundClass::kAlert, id, traveller, traveller.number,
                     CheckinWord(what, traveller.language));
}

// Source, place and time, as the traveller told them; nothing that was not told.
std::string WhereLine(Services& services, const Traveller& traveller) {
  if (traveller.place.empty() || !traveller.place_at) return "";
  const auto words = services.CurrentSensitive();
  if (!words || words->Find(traveller.place)) return "";
  return "Told us " + traveller.place + ", " +
         flows::LocalStamp(traveller.plan.schedule.time_zone, *traveller.place_at) + ".";
}

Status TellContact(Lane& lane, const Traveller& traveller) {
  Services& services = lane.services();
  store::Checkins records(services.database, services.keys);
  TRY_ASSIGN(auto contacts, records.Contacts(traveller.id));
  std::erase_if(contacts, [](const auto& one) { return one.state != "active"; });
  const auto place = static_cast<size_t>(traveller.state.told - 1);
  if (place >= contacts.size()) return Unit{};
  const CheckinContact& contact = contacts[place];
  const std::string referral = kCheckinReferral + traveller.id;
  TRY_ASSIGN(const bool out, services.opt_outs.Has(contact.pseudonym, traveller.plan.channel));
  if (out) return lane.Schedule(traveller.pseudonym, "checkin_unreached", referral, lane.Now());
  TRY(MarkContact(lane, contact.pseudonym));
  const std::string& zone = traveller.plan.schedule.time_zone;
  const std::string text = CheckinWord(CheckinText::kLate, traveller.language,
                                       {{"name", traveller.nickname},
                                        {"last", flows::LocalStamp(zone, traveller.state.heard_at)},
                                        {"where", WhereLine(services, traveller)}});
  const std::string id = CheckinMessageId(services.keys, traveller.created_at,
                                          StepReason(traveller, "late|" + contact.id));
  return SendCheckin(lane, OutboundClass::kAlert, id, traveller, contact.number, text, referral);
}

Status StandDown(Lane& lane, const Traveller& traveller, bool lead) {
  Services& services = lane.services();
  store::Checkins records(services.database, services.keys);
  TRY_ASSIGN(auto contacts, records.Contacts(traveller.id));
  const std::string& zone = traveller.plan.schedule.time_zone;
  for (CheckinContact& contact : contacts) {
    if (contact.told != 2) continue;
    const std::string id = CheckinMessageId(services.keys, traveller.created_at,
                                            StepReason(traveller, "fine|" + contact.id));
    TRY(SendCheckin(lane, OutboundClass::kAlert, id, traveller, contact.number,
                    CheckinWord(CheckinText::kFine, traveller.language,
                                {{"name", traveller.nickname},
                                 {"when", flows::LocalStamp(zone, traveller.state.heard_at)}})));
    contact.told = 0;
    TRY(records.ChangeContact(contact));
    TRY(MarkContact(lane, contact.pseudonym));
  }
  if (!lead) return Unit{};
  return TellDutyLeads(
      lane, StepReason(traveller, "lead_fine"),
      CheckinWord(CheckinText::kLeadFine, "en", {{"id", CheckinReference(traveller)}}));
}

Status TellLead(Lane& lane, const Traveller& traveller, CheckinText what) {
  const std::map<std::string, std::string> values = {{"id", CheckinReference(traveller)},
                                                     {"when", FormatTime(traveller.state.due)}};
  return TellDutyLeads(lane, StepReason(traveller, "lead"), CheckinWord(what, "en", values));
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

// Of the organisation that has them; where none has, whoever is on call at any hour.
Status TellDutyLeads(Lane& lane, const std::string& reason, const std::string& text) {
  Services& services = lane.services();
  TRY_ASSIGN(const auto directory, services.CurrentDirectory());
  std::vector<const Responder*> named, others;
  for (const Responder& one : directory->responders) {
    if (!one.active || one.number.empty()) continue;
    const bool leads = std::any_of(
        directory->organisations.begin(), directory->organisations.end(), [&](const auto& o) {
          return o.id == one.organisation_id && o.active &&
                 std::find(o.services.begin(), o.services.end(), kLeadService) != o.services.end();
        });
    if (leads)
      named.push_back(&one);
    else if (one.on_call_always)
      others.push_back(&one);
  }
  std::vector<const Responder*>& leads = named.empty() ? others : named;
  std::stable_sort(leads.begin(), leads.end(),
                   [](const auto* a, const auto* b) { return a->order < b->order; });
  if (leads.empty()) LogError("no_duty_lead", {{"reason", "nobody in the directory"}});
  for (size_t i = 0; i < std::min(leads.size(), kMostLeads); ++i) {
    Traveller to;  // only where it goes
    to.plan.channel = leads[i]->channel;
    const std::string id =
        CheckinMessageId(services.keys, TimePoint{}, reason + "|" + leads[i]->id);
    TRY(SendCheckin(lane, OutboundClass::kAlert, id, to, leads[i]->number, text));
  }
  return Unit{};
}

Status PostCheckin(Lane& lane, const Traveller& traveller) {
  const std::string& act = traveller.act;
  if (act == "ask") return Prompt(lane, traveller, CheckinText::kAsk);
  if (act == "remind") return Prompt(lane, traveller, CheckinText::kRemind);
  if (act == "remind_again") return Prompt(lane, traveller, CheckinText::kRemindAgain);
  if (act == "contact") return TellContact(lane, traveller);
  if (act == "lead") return TellLead(lane, traveller, CheckinText::kLead);
  if (act == "lead_blind") return TellLead(lane, traveller, CheckinText::kLeadBlind);
  if (act == "stood_down") return StandDown(lane, traveller, false);
  if (act == "stood_down_lead") return StandDown(lane, traveller, true);
  return Unit{};
}

}  // namespace tipline::workers
