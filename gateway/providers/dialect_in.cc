// Webhooks of a dialect: who may send them, and what they say.
#include <algorithm>
#include <map>

#include "gateway/base/crypto.h"
#include "gateway/providers/common.h"
#include "gateway/providers/dialect_provider.h"
#include "gateway/providers/dialect_words.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/udh.h"

namespace tipline::gateway {
namespace {

constexpr size_t kMaxEchoBytes = 128;  // of one field

// Of an event's fields.
class EventFields {
 public:
  EventFields(const DialectEvent& event, const Values& values) : event_(event), values_(values) {}

  std::optional<std::string> Find(const char* field) const {
    const auto names = event_.fields.find(field);
    return names == event_.fields.end() ? std::nullopt : values_.Find(names->second);
  }
  // A number or address without what the gateway puts before it.
  std::optional<std::string> Address(const char* field) const {
    std::optional<std::string> value = Find(field);
    for (const std::string& prefix : event_.strip)
      if (value && value->starts_with(prefix)) value->erase(0, prefix.size());
    return value;
  }
  // Its value was put together out of several fields ("USERID+MSISDN").
  bool IsJoined(const char* field) const {
    const auto names = event_.fields.find(field);
    if (names == event_.fields.end()) return false;
    for (const std::string& name : names->second)
      if (values_.Find({name})) return name.find('+') != std::string::npos;
    return false;
  }
  // For errors.
  const char* Name(const char* field) const {
    const auto names = event_.fields.find(field);
    return names == event_.fields.end() || names->second.empty() ? field
                                                                 : names->second.front().c_str();
  }

 private:
  const DialectEvent& event_;
  const Values& values_;
};

std::optional<ConcatPart> PartOf(const EventFields& fields) {
  return ConcatOf(OptionalId(PointerTo(fields.Find("concat_group"))),
                  fields.Find("concat_part").value_or(""),
                  fields.Find("concat_total").value_or(""));
}

Status TakeSession(const EventFields& fields, Inbound& inbound) {
  TRY_ASSIGN(inbound.session, ReadId(fields.Name("session"), PointerTo(fields.Find("session"))));
  return Unit{};
}

Result<Inbound> TakeEnd(const EventFields& fields, NumberForm form, const ChannelSettings& channel,
                        Inbound inbound) {
  inbound.kind = InboundKind::kUssdEnd;
  TRY(TakeSession(fields, inbound));
  const auto from = fields.Address("from");
  if (!ReadSender(fields.Name("from"), PointerTo(from), channel, inbound, form))
    inbound.from_is_msisdn = false;
  inbound.reason = ReasonWord(fields.Find("reason").value_or(""));
  return inbound;
}

Result<Inbound> TakeUssd(const EventFields& fields, const DialectEvent& event, const Values& values,
                         const ChannelSettings& channel, Inbound inbound) {
  if (Holds(event.end, values, channel))
    return TakeEnd(fields, event.from_is, channel, std::move(inbound));
  TRY(TakeSession(fields, inbound));
  const auto from = fields.Address("from");
  TRY(ReadSender(fields.Name("from"), PointerTo(from), channel, inbound, event.from_is));
  // Made of a number that is withheld it would be the session of many people.
  if (!inbound.from_is_msisdn && fields.IsJoined("session"))
    return Invalid(std::string("field ") + fields.Name("session") +
                   ": missing, and the number is withheld");
  inbound.to = OptionalAddress(PointerTo(fields.Address("to")));
  inbound.provider_id = OptionalId(PointerTo(fields.Find("id")));
  const auto turn = ToNumber<int64_t>(fields.Find("turn"));
  inbound.turn = turn && *turn > 0 ? *turn : 0;
  inbound.accumulated = event.accumulated;
  inbound.first = Holds(event.first, values, channel);
  inbound.text = DialectWords(fields.Find("text"), event.charset);
  if (event.dialled && (event.accumulated || inbound.first))
    TakeDialled(std::string(inbound.text.Reveal()), channel, event.accumulated, inbound);
  return inbound;
}

Result<Inbound> TakeSms(const EventFields& fields, const DialectEvent& event, const Values& values,
                        const ChannelSettings& channel, Inbound inbound) {
  inbound.text = DialectWords(fields.Find("text"), event.charset);
  TRY(SenderOfWords(fields.Name("from"), fields.Address("from"), channel, inbound, event.from_is));
  inbound.to = OptionalAddress(PointerTo(fields.Address("to")));
  inbound.provider_id = OptionalId(PointerTo(fields.Find("id")));
  inbound.sent_at = DialectTime(fields.Find("time"), event);
  inbound.concat = PartOf(fields);
  if (Holds(event.opt_out, values, channel)) inbound.opt = OptChange::kOptOut;
  return inbound;
}

Result<Inbound> TakeStatus(const EventFields& fields, const DialectEvent& event,
                           const Values& values, Inbound inbound) {
  // "ref" is ours (StatusUrl). Some gateways add the number of a part behind a '.', which no id of
  // ours has.
  std::optional<std::string> reference = fields.Find("reference");
  if (!reference) reference = values.Find({"ref"});
  inbound.reference = OptionalId(PointerTo(reference));
  const size_t dot = inbound.reference.find('.');
  const bool is_part = dot != std::string::npos;
  inbound.reference = inbound.reference.substr(0, dot);
  inbound.provider_id = OptionalId(PointerTo(fields.Find("id")));
  if (inbound.provider_id.empty()) inbound.provider_id = inbound.reference;
  if (inbound.provider_id.empty())
    return Invalid(std::string("field ") + fields.Name("id") + ": missing");
  const auto word = fields.Find("state");
  if (!word || word->empty())
    return Invalid(std::string("field ") + fields.Name("state") + ": missing");
  const auto* row = event.states.Find(*word);
  if (row == nullptr || !row->second) {
    inbound.ignore = true;
    inbound.reason = row == nullptr ? "not a delivery state" : "interim report";
    return inbound;
  }
  const bool delivered = *row->second == DeliveryState::kDelivered;
  // One part says nothing of the others: whether all of them arrived, nobody will know.
  inbound.state = delivered && is_part ? DeliveryState::kSent : *row->second;
  const std::string reason = fields.Find("reason").value_or("");
  const bool none = reason.find_first_not_of('0') == std::string::npos;
  inbound.reason = none || delivered ? "" : ReasonWord(reason);
  return inbound;
}

}  // namespace

Status Dialect::Authenticate(const http::Request& request, InboundKind event,
                             std::string_view token, const ChannelSettings& channel,
                             const Settings& /*settings*/) const {
  TRY(CheckPathToken(token, channel));
  for (const DialectAuth& auth : spec_.auth) {
    const std::vector<std::string_view> wanted = SecretsOf(channel, auth.secret);
    if (wanted.empty()) continue;
    std::optional<std::string> sent;
    if (!auth.header.empty() && request.HasHeader(auth.header))
      sent = std::string(request.Header(auth.header));
    if (auth.header.empty()) {
      TRY_ASSIGN(const Values values, ReadRequestValues(request, EventOf(event).reads));
      sent = values.Find(auth.field);
    }
    const std::string name =
        auth.header.empty() ? "field " + auth.field.front() : "header " + auth.header;
    if (!sent) return Invalid(name + ": missing");
    bool right = false;
    for (const std::string_view secret : wanted)
      right = ConstantTimeEqual(*sent, secret) || right;
    if (!right) return Denied(name + ": not the channel's");
  }
  return Unit{};
}

Result<Inbound> Dialect::Take(const Values& values, InboundKind kind,
                              const ChannelSettings& channel) const {
  const DialectEvent& event = EventOf(kind);
  const EventFields fields(event, values);
  Inbound inbound;
  inbound.kind = kind;
  inbound.channel = channel.id;
  switch (kind) {
    case InboundKind::kUssd: {
      auto taken = TakeUssd(fields, event, values, channel, std::move(inbound));
      if (taken)
        taken->reference =
            Echo(taken->kind == InboundKind::kUssd ? event.answer : event.closed, values, channel);
      return taken;
    }
    case InboundKind::kUssdEnd:
      return TakeEnd(fields, event.from_is, channel, std::move(inbound));
    case InboundKind::kSms:
      return TakeSms(fields, event, values, channel, std::move(inbound));
    case InboundKind::kStatus:
      return TakeStatus(fields, event, values, std::move(inbound));
  }
  return NotFound("no such event");
}

std::optional<InboundKind> Dialect::KindOf(const Values& values, InboundKind kind,
                                           const ChannelSettings& channel) const {
  const DialectEvent& event = EventOf(kind);
  if (event.when.field.empty() || Holds(event.when, values, channel)) return kind;
  for (const InboundKind other : {InboundKind::kSms, InboundKind::kStatus}) {
    const DialectEvent& one = EventOf(other);
    if (one.served && one.each == event.each && Holds(one.when, values, channel)) return other;
  }
  return std::nullopt;
}

std::optional<Inbound> Dialect::TakeLeft(const Values& values,
                                         const ChannelSettings& channel) const {
  const std::string words = values.AnyWords();
  const bool ours = EventFields(spec_.status, values).Find("reference").has_value();
  if (words.empty() || ours) return std::nullopt;
  const EventFields fields(spec_.sms, values);
  Inbound inbound;
  inbound.kind = InboundKind::kSms;
  inbound.channel = channel.id;
  inbound.text = DialectWords(words, spec_.sms.charset);
  const Status sender = SenderOfWords(fields.Name("from"), fields.Address("from"), channel, inbound,
                                      spec_.sms.from_is);
  if (!sender) return std::nullopt;
  inbound.from_is_msisdn = false;  // it may be a number of ours, and the words, too
  inbound.to = OptionalAddress(PointerTo(fields.Address("to")));
  inbound.provider_id = OptionalId(PointerTo(fields.Find("id")));
  return inbound;
}

Result<std::vector<Inbound>> Dialect::ParseAll(const http::Request& request, InboundKind kind,
                                               const ChannelSettings& channel) const {
  const DialectEvent& event = EventOf(kind);
  if (!event.served) return NotFound(spec_.name + " has no such event");
  std::vector<Values> elements;
  if (event.each) {
    TRY_ASSIGN(elements, ReadEachValues(request, event.reads, *event.each));
  } else {
    TRY_ASSIGN(Values values, ReadRequestValues(request, event.reads));
    elements.push_back(std::move(values));
  }
  std::vector<Inbound> all;
  std::optional<Error> problem;
  for (const Values& values : elements) {
    const std::optional<InboundKind> found = KindOf(values, kind, channel);
    if (!found) {
      if (auto left = TakeLeft(values, channel)) all.push_back(*std::move(left));
      continue;
    }
    Result<Inbound> taken = Take(values, *found, channel);
    if (taken)
      all.push_back(*std::move(taken));
    else
      problem = taken.error();
  }
  if (all.empty() && problem) return *problem;
  return all;
}

std::string Dialect::Echo(const DialectAnswer& answer, const Values& values,
                          const ChannelSettings& channel) const {
  std::map<std::string, std::string> echo;
  std::vector<std::string> places = PlacesOf(answer.body);
  for (std::string& place : PlacesOf(answer.end_body.value_or("")))
    places.push_back(std::move(place));
  for (const auto& [name, value] : answer.headers)
    for (std::string& place : Places(value))
      places.push_back(std::move(place));
  for (const std::string& place : places) {
    std::string value;
    if (place.starts_with("field:"))
      value = values.Find({place.substr(6)}).value_or("");
    else if (place.starts_with("option:"))
      value = OptionOf(channel, place.substr(7));
    if (!value.empty() && value.size() <= kMaxEchoBytes && CheckWords("echo", value))
      echo[place] = value;
  }
  return EncodeForm(Fields(echo.begin(), echo.end()));
}

}  // namespace tipline::gateway
