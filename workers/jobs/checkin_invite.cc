// Those who are told when a traveller is late: each is asked first, and nothing is kept of who says
// no, or nothing.
#include <algorithm>

#include "flows/delivery/permission.h"
#include "gateway/base/ids.h"
#include "workers/jobs/checkin.h"
#include "workers/jobs/checkin_wording.h"

namespace tipline::workers {
namespace {

using store::CheckinContact;

std::string DeclinedHash(const KeyRing& keys, const std::string& traveller,
                         const std::string& contact) {
  return KeyedHash(*keys.pseudonym, "checkin_declined", traveller + "|" + contact);
}

// Once, however often it is done.
Status Ask(Lane& lane, const store::Traveller& traveller, const CheckinContact& contact) {
  TRY(MarkContact(lane, contact.pseudonym));
  return SendCheckin(
      lane, OutboundClass::kNotice,
      CheckinMessageId(lane.services().keys, contact.asked_at, "invite|" + contact.id), traveller,
      contact.number,
      CheckinWordIn(lane.services().settings.flows_dir, traveller.language, CheckinText::kInvite,
                    {{"name", traveller.nickname}}),
      WriteReferral(CheckinAbout::kInvite, traveller.id, contact.id));
}

// Somebody whom several travellers name is asked by one after the other. What was begun and did not
// get to its message is done again.
Status AskNext(Lane& lane, const std::string& pseudonym) {
  store::Checkins records(lane.services().database, lane.services().keys);
  TRY_ASSIGN(const auto all, records.OfPhone(pseudonym));
  const auto next = [&](const char* state) {
    return std::find_if(all.begin(), all.end(),
                        [&](const auto& one) { return one.state == state; });
  };
  const auto asked = next("asked");
  const auto found = asked != all.end() ? asked : next("waiting");
  if (found != all.end()) {
    CheckinContact one = *found;
    TRY_ASSIGN(const store::Traveller traveller, FindTraveller(lane, one.traveller_id));
    if (one.state == "asked") return Ask(lane, traveller, one);
    one.state = "asked";
    one.asked_at = lane.Now();
    one.expires_at = lane.Now() + kInvitationLasts;
    TRY(records.ChangeContact(one));
    return Ask(lane, traveller, one);
  }
  return MarkContact(lane, pseudonym);
}

}  // namespace

Status MarkContact(Lane& lane, const std::string& pseudonym) {
  store::Checkins records(lane.services().database, lane.services().keys);
  TRY_ASSIGN(const auto all, records.OfPhone(pseudonym));
  const bool waits = std::any_of(all.begin(), all.end(), [](const CheckinContact& one) {
    return one.state == "asked" || one.told == 1;
  });
  if (waits) return lane.contacts().GiveRole(pseudonym, store::kCheckinContactRole);
  return lane.contacts().TakeRole(pseudonym, store::kCheckinContactRole);
}

Result<std::string> InviteContact(Lane& lane, const store::Traveller& traveller,
                                  const std::string& e164, const std::string& id) {
  Services& services = lane.services();
  store::Checkins records(services.database, services.keys);
  CheckinContact contact;
  contact.id = UlidFrom(lane.Now(), KeyedBytes(*services.keys.pseudonym, "checkin_contact", id));
  contact.traveller_id = traveller.id;
  contact.pseudonym = Pseudonym(services.keys, e164);
  contact.number = Secret(e164);
  if (contact.pseudonym == traveller.pseudonym) return std::string("self");
  TRY_ASSIGN(const auto known, records.Contacts(traveller.id));
  for (const CheckinContact& one : known) {
    if (one.pseudonym != contact.pseudonym) continue;
    if (one.state == "active") return one.state;
    TRY(AskNext(lane, one.pseudonym));
    return std::string("asked");
  }
  if (known.size() >= static_cast<size_t>(store::kMostCheckinContacts)) return std::string("full");
  // Who said no is not asked again; the traveller is not told which of the two it is.
  TRY_ASSIGN(const bool declined, records.HasDeclined(DeclinedHash(
                                      services.keys, traveller.pseudonym, contact.pseudonym)));
  if (declined) return std::string("asked");
  TRY_ASSIGN(const bool out, services.opt_outs.Has(contact.pseudonym, traveller.plan.channel));
  TRY_ASSIGN(const bool no, WantsNothing(services, contact.pseudonym));
  if (out || no) return std::string("asked");
  contact.place = known.empty() ? 1 : known.back().place + 1;
  contact.state = "waiting";
  contact.asked_at = lane.Now();
  contact.expires_at = lane.Now() + kInvitationLasts;
  TRY(records.AddContact(contact));
  TRY(AskNext(lane, contact.pseudonym));
  return std::string("asked");
}

Status AnswerInvitation(Lane& lane, const CheckinContact& contact, bool accepts) {
  if (!accepts) return DropInvitation(lane, contact, true);
  store::Checkins records(lane.services().database, lane.services().keys);
  CheckinContact active = contact;
  active.state = "active";
  active.expires_at.reset();
  TRY(records.ChangeContact(active));
  TRY(records.Note(contact.traveller_id, "accepted", "", lane.Now()));
  return AskNext(lane, contact.pseudonym);
}

Status DropInvitation(Lane& lane, const CheckinContact& contact, bool declined) {
  Services& services = lane.services();
  store::Checkins records(services.database, services.keys);
  std::string hash;
  if (declined) {
    TRY_ASSIGN(const store::Traveller traveller, FindTraveller(lane, contact.traveller_id));
    hash = DeclinedHash(services.keys, traveller.pseudonym, contact.pseudonym);
  }
  TRY(records.DropContact(contact.id, hash, lane.Now()));
  return AskNext(lane, contact.pseudonym);
}

}  // namespace tipline::workers
