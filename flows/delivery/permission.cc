#include "flows/delivery/permission.h"

#include <algorithm>

namespace tipline::flows {
namespace {

using What = Ruling::What;

constexpr const char* kAnyCover = "greeting";

Ruling Refuse(const char* reason) {
  return {What::kRefuse, reason, {}, {}};
}

// When the person last wrote; the answer itself shows it where nothing else does.
std::optional<TimePoint> HeardAt(const Letter& letter) {
  if (letter.heard_at) return letter.heard_at;
  const bool of_a_turn = letter.kind == OutboundClass::kReply && !letter.of_case;
  return of_a_turn ? std::optional(letter.created_at) : std::nullopt;
}

// What was taken back holds until the person writes again by themselves, and then for answers only.
bool IsWithdrawn(const Letter& letter, TimePoint now) {
  const auto heard = HeardAt(letter);
  return std::any_of(letter.contacts.begin(), letter.contacts.end(), [&](const SafeContact& one) {
    if (!one.withdrawn_at) return false;
    return !IsAnswer(letter, now) || !heard || *heard <= *one.withdrawn_at;
  });
}

// Nothing was ever said about when: then what the case says of the phone.
Ruling WithoutRecord(const Letter& letter) {
  if (!letter.of_case) return Refuse("no_safe_contact");
  if (letter.said_no) return Refuse("not_safe");
  if (letter.of_case->may_text) return {};
  // Whoever wrote from this phone may not hold it any more.
  return Refuse(letter.of_case->medium == Medium::kSms ? "conversation_over" : "no_safe_contact");
}

bool IsInReach(const SafeContact& one, const Letter& letter, TimePoint now) {
  if (one.port_from && *one.port_from <= now) return true;
  const auto seen = std::max(HeardAt(letter), letter.seen_at);
  return seen && *seen > one.updated_at && now - *seen <= kInReach;
}

// The later of two moments that must both have come.
void HoldUntil(Ruling& ruling, const char* reason, std::optional<TimePoint> until) {
  if (!until) {
    ruling = Refuse("no_safe_hours");  // hours on no day: never
    return;
  }
  if (ruling.what == What::kRefuse) return;
  if (ruling.what == What::kHold && ruling.until >= *until) return;
  ruling = {What::kHold, reason, *until, ruling.cover, ruling.waits};
}

std::string CoverOf(const Letter& letter) {
  for (const SafeContact& one : letter.contacts)
    if (!one.cover.empty()) return one.cover;
  return kAnyCover;
}

Ruling BySafeContact(const Letter& letter, TimePoint now) {
  if (letter.contacts.empty()) return WithoutRecord(letter);
  Ruling ruling;
  for (const SafeContact& one : letter.contacts) {
    if (!one.may_write) return Refuse("not_safe");
    if (one.valid_until && *one.valid_until <= now) return Refuse("safe_contact_over");
    if (!one.channel.empty() && one.channel != letter.channel) return Refuse("not_this_channel");
    if (one.waits && !IsInReach(one, letter, now)) HoldUntil(ruling, "at_sea", now + kPortLook);
    if (!IsWithin(one.hours, one.time_zone, now))
      HoldUntil(ruling, "safe_hours", NextWithin(one.hours, one.time_zone, now));
  }
  ruling.waits = WaitsForPort(letter.contacts);
  return ruling;
}

}  // namespace

bool WaitsForPort(const std::vector<SafeContact>& contacts) {
  return std::any_of(contacts.begin(), contacts.end(),
                     [](const SafeContact& one) { return one.waits && one.may_write; });
}

bool IsToPerson(const Letter& letter) {
  return letter.kind != OutboundClass::kAlert && !letter.to_responder;
}

bool IsAnswer(const Letter& letter, TimePoint now) {
  if (letter.kind != OutboundClass::kReply || now - letter.created_at > kConversation) return false;
  if (!letter.of_case) return true;
  return letter.of_case->medium == Medium::kSms && letter.heard_at &&
         now - *letter.heard_at <= kSilence;
}

Ruling MayGo(const Letter& letter, const std::optional<DayHours>& quiet, const std::string& zone,
             TimePoint now) {
  if (!IsToPerson(letter)) return {};
  if (IsWithdrawn(letter, now)) return Refuse("contact_withdrawn");
  if (letter.moved) return Refuse("contact_moved");
  if (letter.of_case && letter.of_case->status == "unsafe_to_contact")
    return Refuse("unsafe_to_contact");
  if (IsAnswer(letter, now)) return {};
  if (letter.opted_out) return Refuse("opted_out");
  // An answer of the flow that was held up: nobody waits for it any more, and it must light no
  // phone up at midnight.
  if (letter.kind == OutboundClass::kReply && !letter.of_case) return Refuse("too_late");
  Ruling ruling = BySafeContact(letter, now);
  if (letter.kind == OutboundClass::kReply) ruling.cover = CoverOf(letter);
  if (ruling.what != What::kRefuse && quiet && IsWithin(*quiet, zone, now))
    HoldUntil(ruling, "quiet_hours", NextOutside(*quiet, zone, now));
  return ruling;
}

}  // namespace tipline::flows
