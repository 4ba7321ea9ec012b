#include "gateway/console/allowed.h"

#include <utility>

#include "gateway/store/records/calling.h"

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

// Nothing: there is no call to make.
Result<std::optional<Allowed::Call>> CallOf(Desk& desk, const Case& item) {
  TRY_ASSIGN(const auto tips, desk.cases.TipsOf(item.id));
  TRY_ASSIGN(const store::CallLeave leave, store::MayCall(desk.database, item, tips));
  if (!leave.why_not.empty()) return std::optional<Allowed::Call>();
  Allowed::Call call{store::CallWishOf(tips), {}, true, leave.said_stop};
  const auto channel = desk.settings.channels.find(item.channel);
  call.zone = !call.wish.zone.empty()                   ? call.wish.zone
              : channel != desk.settings.channels.end() ? channel->second.time_zone
                                                        : desk.settings.time_zone;
  call.good_time = flows::IsGoodTime(call.wish, call.zone, desk.clock.Now());
  return std::optional(std::move(call));
}

}  // namespace

Result<Allowed> AllowedNow(Desk& desk, const Visitor& visitor, const Case& item) {
  TRY_ASSIGN(const bool has_number, desk.contacts.Has(item.pseudonym));
  Allowed allowed;
  const bool closed = flows::IsClosedStatus(item.status);
  allowed.claim = !closed && item.assigned_to.empty();
  allowed.no_reply = WhyNoReply(desk.settings, visitor, item, has_number);
  if (item.wants_callback && has_number && item.assigned_to == visitor.name) {
    TRY_ASSIGN(allowed.call, CallOf(desk, item));
    allowed.number = allowed.call && (item.priority <= Priority::kP1 || allowed.call->good_time);
  }
  const bool may_close = item.assigned_to == visitor.name || visitor.grade == kSupervisor;
  if (may_close && !closed &&
      flows::CheckTransition(item.status, flows::ClosedStatus(item.status), RoleOf(visitor.grade)))
    allowed.close = flows::ClosureCodeTable();
  return allowed;
}

}  // namespace tipline::console
