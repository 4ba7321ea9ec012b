#include "gateway/webhooks/arrival.h"

#include <algorithm>
#include <array>
#include <utility>

#include "flows/base/ascii.h"
#include "flows/base/opt_words.h"
#include "flows/base/phone.h"
#include "gateway/base/ids.h"

namespace tipline::gateway {
namespace {

// The words belong to it, and a USSD session: a provider that counts its ids from one again must
// not have a second message taken for the first. Vonage's signature reads '&', '=' and '_' alike
// (providers.md §4.2), so they are alike here too, or who saw one message could send it again under
// the same id. Parts of a message may have equal words.
std::string TurnName(const Arrival& arrival) {
  const Inbound& in = arrival.inbound;
  std::string words = "|" + in.session + "|" + in.text.Reveal();
  std::replace_if(
      words.begin(), words.end(), [](char c) { return c == '&' || c == '='; }, '_');
  if (in.concat) words += "|" + in.concat->group + "|" + std::to_string(in.concat->part);
  if (!in.provider_id.empty()) return in.channel + "|id|" + in.provider_id + words;
  if (arrival.who.medium == Medium::kUssd)
    return in.channel + "|ussd|" + (in.first ? "1" : "0") + words;
  return in.channel + "|sms|" + (in.sent_at ? std::to_string(ToMillis(*in.sent_at)) : "") + "|" +
         in.to + words;
}

// Neither an id nor, for an SMS, the time when it was sent.
bool IsAmbiguous(const Inbound& in) {
  if (!in.provider_id.empty()) return false;
  return in.kind == InboundKind::kUssd ? !in.accumulated
                                       : in.kind == InboundKind::kSms && !in.sent_at;
}

// What networks write for a number that they do not tell: "anonymous", 2547XXXXX123. A person is
// behind it.
bool IsWithheld(std::string_view sender) {
  constexpr std::array<std::string_view, 7> kWords = {
      "anonymous", "unknown", "private", "withheld", "restricted", "unavailable", "blocked"};
  if (std::any_of(kWords.begin(), kWords.end(),
                  [&](std::string_view word) { return EqualsIgnoringCase(word, sender); }))
    return true;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_mask = [](char c) { return c == 'x' || c == 'X' || c == '*' || c == '#'; };
  const auto digits = std::count_if(sender.begin(), sender.end(), is_digit);
  const auto masks = std::count_if(sender.begin(), sender.end(), is_mask);
  const auto plus = static_cast<std::ptrdiff_t>(sender.starts_with('+') ? 1 : 0);
  return masks > 0 && digits + masks + plus == static_cast<std::ptrdiff_t>(sender.size());
}

// A sender that is a service, not a person: "MYBANK", 22395.
bool IsService(std::string_view sender) {
  constexpr size_t kLongestService = 6;
  if (IsWithheld(sender)) return false;
  return LooksLikeWord(sender) || (IsShortCode(sender) && sender.size() <= kLongestService);
}

}  // namespace

std::string WhyIgnored(const Inbound& inbound) {
  const auto reason = [&](const char* otherwise) {
    return inbound.reason.empty() ? otherwise : inbound.reason;
  };
  if (inbound.ignore) return reason("nothing to do");
  if (inbound.kind == InboundKind::kUssdEnd) return reason("the session ended");
  if (inbound.kind == InboundKind::kStatus) return {};
  if (inbound.kind == InboundKind::kCall)
    return !inbound.from_is_msisdn && IsService(inbound.from.Reveal()) ? "a service rang"
                                                                       : std::string();
  // Somebody waits for a screen, whatever the network tells of the number.
  if (inbound.kind == InboundKind::kSms && !inbound.from_is_msisdn &&
      IsService(inbound.from.Reveal()))
    return "the sender is no phone number";
  if (inbound.kind == InboundKind::kSms && inbound.text.empty()) return "the message is empty";
  return {};
}

bool IsForHands(const Inbound& inbound) {
  return inbound.kind == InboundKind::kSms && !inbound.from_is_msisdn;
}

// A service code may come with what was dialled behind it, or without the signs around it, a number
// without its '+': *384*123*1# and 384*123 are *384*123#.
bool IsToUnlistedCode(const Inbound& inbound, const ChannelSettings& channel) {
  const bool words = inbound.kind == InboundKind::kSms || inbound.kind == InboundKind::kUssd;
  if (!words || inbound.to.empty() || channel.codes.empty()) return false;
  const auto bare = [](std::string_view code) {
    if (code.starts_with('*') || code.starts_with('+')) code.remove_prefix(1);
    if (code.ends_with('#')) code.remove_suffix(1);
    return code;
  };
  const std::string_view to = bare(inbound.to);
  return std::none_of(channel.codes.begin(), channel.codes.end(), [&](std::string_view listed) {
    const std::string_view code = bare(listed);
    if (to == code) return true;
    return listed.ends_with('#') && to.starts_with(code) && to.substr(code.size(), 1) == "*";
  });
}

Arrival Arrive(Inbound inbound, const ChannelSettings& channel, const Provider& provider,
               TimePoint received_at, const KeyRing& keys, std::string_view nonce) {
  Arrival arrival;
  arrival.inbound = std::move(inbound);
  arrival.channel = &channel;
  arrival.provider = &provider;
  arrival.received_at = received_at;
  Inbound& in = arrival.inbound;
  if (in.kind == InboundKind::kSms && in.opt == OptChange::kNone)
    in.opt = OptWord(in.text.Reveal());
  const bool ussd = in.kind == InboundKind::kUssd || in.kind == InboundKind::kUssdEnd;
  // "0", "*******": many callers may come by the same one, and none may see what another said. They
  // are known for one session only.
  const bool nobody = ussd && !in.from_is_msisdn;
  if (nobody || (in.kind == InboundKind::kCall && !in.from_is_msisdn))
    in.from = Secret<std::string>();
  arrival.who.medium = ussd ? Medium::kUssd : Medium::kSms;
  arrival.who.pseudonym =
      Pseudonym(keys, nobody ? "session|" + in.channel + "|" + in.session : in.from.Reveal());
  if (ussd) arrival.who.session_mark = store::SessionMark(keys, in.channel, in.session);
  arrival.ambiguous = IsAmbiguous(in);
  arrival.turn_key =
      KeyedHash(*keys.pseudonym, "turn", TurnName(arrival) + "|" + arrival.who.pseudonym)
          .substr(0, 16);
  arrival.who.turn = arrival.ambiguous ? KeyedHash(*keys.pseudonym, "nonce", nonce).substr(0, 16)
                                       : arrival.turn_key;
  return arrival;
}

void ContinueArrival(Arrival& arrival, const std::string& inquiry, const KeyRing& keys) {
  arrival.continues = true;
  arrival.who.turn = KeyedHash(*keys.pseudonym, "continues", inquiry).substr(0, 16);
}

store::StreamEntry RawEntry(const Arrival& arrival, const KeyRing& keys) {
  auto entry = InboundEntry(arrival, "raw", keys);
  if (arrival.ambiguous)
    entry.id = KeyedHash(*keys.pseudonym, "raw",
                         arrival.turn_key + "|" + std::to_string(ToMillis(arrival.received_at)));
  return entry;
}

store::StreamEntry InboundEntry(const Arrival& arrival, const char* kind, const KeyRing& keys) {
  return {"tips", arrival.turn_key, kind, SealToCase(keys, EncodeInbound(arrival.inbound)),
          arrival.inbound.channel};
}

bool IsNotice(const Inbound& inbound) {
  return inbound.kind == InboundKind::kStatus && inbound.opt != OptChange::kNone &&
         !inbound.from.empty();
}

// Not the words of the message that said it, if one did; the kind tells who did.
store::StreamEntry OptEntry(const Arrival& arrival, const KeyRing& keys) {
  Inbound said;
  said.kind = arrival.inbound.kind;
  said.channel = arrival.inbound.channel;
  said.from = arrival.inbound.from;
  said.to = arrival.inbound.to;
  said.opt = arrival.inbound.opt;
  said.sent_at = arrival.received_at;
  const std::string id =
      KeyedHash(*keys.pseudonym, "opt",
                said.channel + "|" + arrival.turn_key + "|" + said.to + "|" +
                    OptChangeName(said.opt) + "|" + std::to_string(ToMillis(arrival.received_at)));
  return {"tips", id, "opt", SealToCase(keys, EncodeInbound(said)), said.channel};
}

// When it came in, for it may be taken out of the spool hours later; without an id of the
// provider's the minute tells two calls apart.
store::StreamEntry CallEntry(const Arrival& arrival, const KeyRing& keys) {
  Inbound call = arrival.inbound;
  call.sent_at = arrival.received_at;
  const std::string which = call.provider_id.empty()
                                ? std::to_string(ToMillis(arrival.received_at) / 60'000)
                                : call.provider_id;
  const std::string id =
      KeyedHash(*keys.pseudonym, "call",
                call.channel + "|" + which + "|" + call.to + "|" + arrival.who.pseudonym);
  return {"tips", id, "missed_call", SealToCase(keys, EncodeInbound(call)), call.channel};
}

store::StreamEntry StatusEntry(const Arrival& arrival, const KeyRing& keys) {
  const Inbound& in = arrival.inbound;
  const std::string id = KeyedHash(*keys.pseudonym, "status",
                                   in.channel + "|" + in.provider_id + "|" + in.reference + "|" +
                                       DeliveryStateName(in.state) + "|" + in.reason);
  return {"tips", id, "status", SealToCase(keys, EncodeInbound(in)), in.channel};
}

std::string ReplyId(const Arrival& arrival) {
  return UlidFrom(arrival.inbound.sent_at.value_or(TimePoint{}),
                  arrival.turn_key.substr(0, kUlidChanceBytes));
}

store::StreamEntry ReplyEntry(const Arrival& arrival, std::string id, const std::string& text,
                              TimePoint now, const KeyRing& keys) {
  Outbound message;
  message.id = std::move(id);
  message.kind = OutboundClass::kReply;
  message.channel = arrival.inbound.channel;
  message.to = arrival.inbound.from;
  message.from = arrival.inbound.to;
  message.text = Secret<std::string>(text);
  message.created_at = now;
  return {"outbound", message.id, OutboundClassName(message.kind),
          SealToCase(keys, EncodeOutbound(message)), message.channel};
}

}  // namespace tipline::gateway
