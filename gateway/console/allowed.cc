#include "gateway/console/allowed.h"

#include "gateway/store/records/own_cases.h"

namespace tipline::console {
namespace {

flows::ActorRole RoleOf(Grade grade) {
  return grade == kSupervisor ? flows::ActorRole::kSupervisor : flows::ActorRole::kAgent;
}

// The first reason against it. In an SMS thread the answer goes where the person wrote from; after
// a USSD session nothing is sent unless the person said that an SMS to this phone is safe.
std::string WhyNoReply(const Settings& settings, const Visitor& visitor, const Case& item,
                       bool has_number) {
  if (flows::IsClosedStatus(item.status)) return "closed";
  if (item.status == "unsafe_to_contact") return "unsafe_to_contact";
  if (item.consent == Consent::kAnonymous) return "anonymous";
  if (item.medium != Medium::kSms && !item.may_text) return "not_safe";
  if (!has_number) return "no_number";
  if (!settings.channels.contains(item.channel)) return "no_channel";
  if (item.assigned_to != visitor.name) return "not_mine";
  return {};
}

}  // namespace

Result<Allowed> AllowedNow(Desk& desk, const Visitor& visitor, const Case& item) {
  TRY_ASSIGN(const bool has_number, desk.contacts.Has(item.pseudonym));
  Allowed allowed;
  const bool closed = flows::IsClosedStatus(item.status);
  allowed.claim = !closed && item.assigned_to.empty();
  allowed.no_reply = WhyNoReply(desk.settings, visitor, item, has_number);
  // Who asked for a call and then for no contact is not called.
  store::OwnCases own(desk.database, desk.keys);
  TRY_ASSIGN(const store::Wishes wishes, own.WishesOf(item.id));
  allowed.number = !closed && item.wants_callback && has_number && !wishes.withdrawn_at &&
                   item.status != "unsafe_to_contact" && item.assigned_to == visitor.name;
  const bool may_close = item.assigned_to == visitor.name || visitor.grade == kSupervisor;
  if (may_close && !closed &&
      flows::CheckTransition(item.status, flows::ClosedStatus(item.status), RoleOf(visitor.grade)))
    allowed.close = flows::ClosureCodeTable();
  return allowed;
}

}  // namespace tipline::console
