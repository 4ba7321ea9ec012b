#include "workers/inquiries/own_case.h"

#include "flows/model/tip.h"
#include "gateway/base/ids.h"
#include "gateway/base/outbound_box.h"
#include "gateway/store/records/case_access.h"

namespace tipline::workers {

Result<std::optional<Held>> CaseOfTicket(Lane& lane, const Inquiry& inquiry) {
  Services& services = lane.services();
  store::CaseAccess access(services.database, services.keys);
  TRY_ASSIGN(const auto ticket,
             access.Use(FieldOf(inquiry, "ticket"), inquiry.conversation, lane.Now()));
  if (!ticket) return std::optional<Held>();
  store::OwnCases cases(services.database, services.keys);
  TRY_ASSIGN(store::OwnCase own, cases.View(ticket->case_id));
  return std::optional(Held{std::move(own)});
}

std::string SiblingOf(const KeyRing& keys, std::string_view purpose, const std::string& id) {
  const auto at = TimeOfUlid(id);
  return UlidFrom(at.value_or(TimePoint{}),
                  KeyedBytes(*keys.pseudonym, "sibling", std::string(purpose) + "|" + id));
}

store::Wish WishOf(const Lane& lane, const Inquiry& inquiry, const std::string& case_id) {
  return {case_id, inquiry.id, "person", lane.Now()};
}

// The case's own phone. Its number may be forgotten by now, while the words are still there;
// whether it may be kept again is as with any later tip, but not after a withdrawal or a wish to be
// deleted.
Result<bool> IsHeardOnItsPhone(Lane& lane, const Inquiry& inquiry, const store::OwnCase& own) {
  if (inquiry.number.empty() || inquiry.pseudonym != own.item.pseudonym) return false;
  Services& services = lane.services();
  TRY_ASSIGN(const store::Wishes wishes,
             store::OwnCases(services.database, services.keys).WishesOf(own.item.id));
  return !wishes.withdrawn_at && !wishes.deletion_asked_at && !wishes.erased_at;
}

Status AddTip(Lane& lane, const Inquiry& inquiry, const store::OwnCase* own,
              const Secret<std::string>& words) {
  const KeyRing& keys = lane.services().keys;
  Tip tip;
  tip.id = SiblingOf(keys, words.empty() ? "duress" : "tip", inquiry.id);
  tip.conversation = own == nullptr ? inquiry.conversation : own->conversation;
  tip.channel = inquiry.channel;
  tip.medium = inquiry.medium;
  tip.service_code = inquiry.service_code;
  tip.received_at = inquiry.asked_at;
  tip.language = inquiry.language;
  tip.about = "raw";
  tip.duress = inquiry.duress;
  tip.pseudonym = inquiry.pseudonym;
  tip.text = words;
  if (!words.empty()) tip.said.push_back({inquiry.asked_at, "", words, ""});
  if (own != nullptr) {
    tip.about = own->item.about;
    tip.may_text = own->item.may_text;  // what was said of the first phone stays as it is
    TRY_ASSIGN(const bool own_phone, IsHeardOnItsPhone(lane, inquiry, *own));
    if (own_phone) tip.number = inquiry.number;
  } else {
    tip.number = inquiry.number;
  }
  return lane.Append(inquiry.pseudonym,
                     {"tips", tip.id, "tip", SealToCase(keys, EncodeTip(tip)), tip.channel});
}

Status RaiseUnderDuress(Lane& lane, const Inquiry& inquiry, const store::OwnCase& own) {
  if (!inquiry.duress) return Unit{};
  return AddTip(lane, inquiry, &own, Secret<std::string>());
}

Status TellHolders(Lane& lane, const std::string& id, const std::vector<Referral>& referrals,
                   Wording what) {
  TRY_ASSIGN(const auto directory, lane.services().CurrentDirectory());
  for (const Referral& referral : referrals) {
    const Responder* responder = FindResponder(*directory, referral.responder_id);
    if (responder == nullptr || responder->number.empty()) continue;
    Outbound message;
    message.id = SiblingOf(lane.services().keys, id, referral.id);
    message.kind = OutboundClass::kAlert;
    message.channel = responder->channel;
    message.to = responder->number;
    message.text = Secret(Word(what, responder->language, referral.reference));
    message.case_id = referral.case_id;
    message.created_at = lane.Now();
    TRY(lane.Append(
        responder->pseudonym,
        {"outbound", message.id, OutboundClassName(message.kind),
         SealOutbound(lane.services().keys, EncodeOutbound(message)), message.channel}));
  }
  return Unit{};
}

}  // namespace tipline::workers
