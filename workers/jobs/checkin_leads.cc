// The duty leads, and the cases by which staff hear of what must not wait for one of them.
#include <algorithm>

#include "flows/model/tip.h"
#include "gateway/base/log.h"
#include "workers/jobs/checkin.h"

namespace tipline::workers {
namespace {

constexpr size_t kMostLeads = 2;
constexpr const char* kLeadService = "duty_lead";

}  // namespace

// Of the organisation that has them; where none has, whoever is on call at any hour.
Result<int> TellDutyLeads(Lane& lane, const std::string& reason, const std::string& text,
                          const std::string& referral) {
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
  const size_t count = std::min(leads.size(), kMostLeads);
  for (size_t i = 0; i < count; ++i) {
    store::Traveller to;  // only where it goes
    to.plan.channel = leads[i]->channel;
    const std::string id =
        CheckinMessageId(services.keys, TimePoint{}, reason + "|" + leads[i]->id);
    TRY(SendCheckin(lane, OutboundClass::kAlert, id, to, leads[i]->number, text, referral));
  }
  return static_cast<int>(count);
}

Status CallDutyLeads(Lane& lane, const store::Traveller& traveller, const std::string& reason,
                     const std::string& text) {
  TRY_ASSIGN(const int told,
             TellDutyLeads(lane, reason, text, WriteReferral(CheckinAbout::kLead, traveller.id)));
  return told > 0 ? Status(Unit{}) : RaiseOverdue(lane, traveller);
}

Status RaiseOverdue(Lane& lane, const store::Traveller& traveller) {
  return RaiseCheckin(
      lane, traveller,
      "overdue|" + traveller.id + "|" + std::to_string(ToMillis(traveller.state.due)), false);
}

Status RaiseCheckin(Lane& lane, const store::Traveller& traveller, const std::string& reason,
                    bool duress) {
  Tip tip;
  tip.id = CheckinMessageId(lane.services().keys, traveller.created_at, reason);
  tip.conversation = tip.id;
  tip.flow = "checkin";
  tip.channel = traveller.plan.channel;
  // Nobody wrote this within a thread: the phone may be watched, or out of its owner's hands, so
  // that what staff write goes out only by the person's own rule, and as a cover wording.
  tip.medium = Medium::kUssd;
  tip.service_code = traveller.service_code;
  tip.received_at = lane.Now();
  tip.language = traveller.language;
  tip.about = "me";
  tip.consent = Consent::kConfidential;
  tip.duress = duress;
  if (!duress) tip.answers = {{"danger_now", "not_sure"}};
  tip.number = traveller.number;
  tip.pseudonym = traveller.pseudonym;
  return lane.Append(traveller.pseudonym,
                     {"tips", tip.id, "tip", SealToCase(lane.services().keys, EncodeTip(tip)),
                      traveller.plan.channel});
}

}  // namespace tipline::workers
