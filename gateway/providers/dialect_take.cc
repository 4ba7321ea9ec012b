#include "gateway/providers/dialect_take.h"

#include "gateway/providers/common.h"
#include "gateway/providers/dialect_words.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/udh.h"

namespace tipline::gateway {
namespace {

std::optional<ConcatPart> PartOf(const EventFields& fields) {
  return ConcatOf(OptionalId(PointerTo(fields.Find("concat_group"))),
                  fields.Find("concat_part").value_or(""),
                  fields.Find("concat_total").value_or(""));
}

Status TakeSession(const EventFields& fields, Inbound& inbound) {
  TRY_ASSIGN(inbound.session, ReadId(fields.Name("session"), PointerTo(fields.Find("session"))));
  return Unit{};
}

}  // namespace

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

}  // namespace tipline::gateway
