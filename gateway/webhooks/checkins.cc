#include "gateway/webhooks/checkins.h"

#include <utility>

#include "flows/base/input.h"
#include "flows/engine/bundle_data.h"
#include "gateway/base/trouble_mark.h"
#include "gateway/store/live/contacts.h"
#include "gateway/store/live/prompted.h"

namespace tipline::gateway {
namespace {

constexpr size_t kLongestAnswer = 64;

std::optional<std::string> ReadKey(const Typed& typed, const flows::WordList& words) {
  if (typed.key == "1" || typed.key == "2") return typed.key;
  if (words.IsYes(typed.key)) return "1";
  if (words.IsNo(typed.key)) return "2";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> ReadCheckinAnswer(const Arrival& arrival, const store::Loaded& loaded,
                                             bool open, const flows::Bundle& bundle,
                                             const KeyRing& keys) {
  if (loaded.role.empty() || arrival.continues || arrival.who.medium != Medium::kSms)
    return std::nullopt;
  const auto mark = store::MarkOf(loaded.role, store::kTravellerRole);
  if (!mark && !store::HasRole(loaded.role, store::kCheckinContactRole)) return std::nullopt;
  const std::string& text = arrival.inbound.text.Reveal();
  // First, whatever was talked about: it may be a word that means yes, or that answers a question.
  if (mark && !mark->empty() && TroubleMark(keys, arrival.who.pseudonym, text) == *mark)
    return "trouble";
  const auto key =
      ReadKey(ReadTyped(text, kLongestAnswer), bundle.data().words[bundle.data().source_index()]);
  if (!open) return key;
  // What we just asked goes before a conversation that was left hours ago.
  return key == "1" && mark && store::HasRole(loaded.role, store::kPromptedRole) ? key
                                                                                 : std::nullopt;
}

Arrival WithAnswer(Arrival arrival, const std::string& says) {
  arrival.inbound.text = Secret(says);
  arrival.inbound.sent_at = arrival.received_at;
  return arrival;
}

std::optional<store::StreamEntry> SignOfLife(const Arrival& arrival, const store::Loaded& loaded,
                                             const KeyRing& keys) {
  if (loaded.role.empty() || arrival.continues) return std::nullopt;
  if (!store::HasRole(loaded.role, store::kTravellerRole)) return std::nullopt;
  // Where the session is the phone, "first" says that it was dialled again.
  const bool redialled = arrival.inbound.first && !arrival.inbound.accumulated;
  if (arrival.who.medium == Medium::kUssd && loaded.same_provider_session && !redialled)
    return std::nullopt;
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
