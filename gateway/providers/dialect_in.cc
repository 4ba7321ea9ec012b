// Webhooks of a dialect: who may send them, and what they say.
#include <algorithm>
#include <map>

#include "gateway/base/crypto.h"
#include "gateway/providers/common.h"
#include "gateway/providers/dialect_provider.h"
#include "gateway/providers/dialect_take.h"
#include "gateway/providers/dialect_words.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

constexpr size_t kMaxEchoBytes = 128;  // of one field

std::string ToldTo(const ChannelSettings& channel, const std::string& name) {
  const Result<std::string> told = SecretOf(channel, name);
  return told ? *told : std::string();
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
    case InboundKind::kCall:
      break;
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
    else if (place.starts_with("told:"))
      value = ToldTo(channel, place.substr(5));
    if (!value.empty() && value.size() <= kMaxEchoBytes && CheckWords("echo", value))
      echo[place] = value;
  }
  return EncodeForm(Fields(echo.begin(), echo.end()));
}

}  // namespace tipline::gateway
