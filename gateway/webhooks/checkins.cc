#include "gateway/webhooks/checkins.h"

#include <utility>

#include "flows/base/input.h"
#include "flows/engine/bundle_data.h"
#include "gateway/base/trouble_mark.h"
#include "gateway/store/live/contacts.h"

namespace tipline::gateway {
namespace {

constexpr size_t kLongestAnswer = 64;

bool IsShort(const Typed& typed, const flows::WordList& words) {
  const auto number = WholeNumber(typed.key);
  if (number) return typed.key.size() == 1;
  return words.IsYes(typed.key) || words.IsNo(typed.key);
}

}  // namespace

bool AnswersCheckin(const Arrival& arrival, const store::Loaded& loaded, bool open,
                    const flows::Bundle& bundle, const KeyRing& keys) {
  if (arrival.continues || open || arrival.who.medium != Medium::kSms) return false;
  const auto mark = store::MarkOf(loaded.role, store::kTravellerRole);
  if (!mark && !store::HasRole(loaded.role, store::kCheckinContactRole)) return false;
  const std::string& text = arrival.inbound.text.Reveal();
  if (IsShort(ReadTyped(text, kLongestAnswer), bundle.data().words)) return true;
  return mark && !mark->empty() && TroubleMark(keys, arrival.who.pseudonym, text) == *mark;
}

Arrival WithTime(Arrival arrival) {
  arrival.inbound.sent_at = arrival.received_at;
  return arrival;
}

std::optional<store::StreamEntry> SignOfLife(const Arrival& arrival, const store::Loaded& loaded,
                                             const KeyRing& keys) {
  if (loaded.role.empty() || arrival.continues) return std::nullopt;
  if (!store::HasRole(loaded.role, store::kTravellerRole)) return std::nullopt;
  if (arrival.who.medium == Medium::kUssd && loaded.same_provider_session) return std::nullopt;
  // Who and when, and no word.
  Inbound sign;
  sign.kind = arrival.inbound.kind;
  sign.channel = arrival.inbound.channel;
  sign.from = arrival.inbound.from;
  sign.to = arrival.inbound.to;
  sign.sent_at = arrival.received_at;
  const std::string id = KeyedHash(*keys.pseudonym, "sign", arrival.turn_key + arrival.who.turn);
  return store::StreamEntry{"tips", id, "checkin_sign", SealToCase(keys, EncodeInbound(sign)),
                            sign.channel};
}

}  // namespace tipline::gateway
