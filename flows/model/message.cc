#include "flows/model/message.h"

#include <array>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"

namespace tipline {
namespace {

using Json = nlohmann::json;

template <typename E>
struct Named {
  E value;
  const char* name;
};

constexpr std::array<Named<Medium>, 2> kMedia = {{{Medium::kUssd, "ussd"}, {Medium::kSms, "sms"}}};
constexpr std::array<Named<DeliveryState>, 6> kStates = {{{DeliveryState::kQueued, "queued"},
                                                          {DeliveryState::kSent, "sent"},
                                                          {DeliveryState::kDelivered, "delivered"},
                                                          {DeliveryState::kFailed, "failed"},
                                                          {DeliveryState::kRejected, "rejected"},
                                                          {DeliveryState::kExpired, "expired"}}};
constexpr std::array<Named<InboundKind>, 5> kKinds = {{{InboundKind::kSms, "sms"},
                                                       {InboundKind::kUssd, "ussd"},
                                                       {InboundKind::kUssdEnd, "ussd-end"},
                                                       {InboundKind::kStatus, "status"},
                                                       {InboundKind::kCall, "call"}}};
constexpr std::array<Named<OutboundClass>, 3> kClasses = {{{OutboundClass::kReply, "reply"},
                                                           {OutboundClass::kAlert, "alert"},
                                                           {OutboundClass::kNotice, "notice"}}};

constexpr std::array<Named<OptChange>, 3> kOptChanges = {
    {{OptChange::kNone, "none"}, {OptChange::kOptOut, "opt_out"}, {OptChange::kOptIn, "opt_in"}}};

template <typename E, size_t N>
const char* NameIn(const std::array<Named<E>, N>& names, E value) {
  for (const Named<E>& named : names)
    if (named.value == value) return named.name;
  return "";
}

template <typename E, size_t N>
std::optional<E> FindIn(const std::array<Named<E>, N>& names, std::string_view name) {
  for (const Named<E>& named : names)
    if (name == named.name) return named.value;
  return std::nullopt;
}

// Takes the fields of an object one by one; remembers the first that was not as Encode writes it,
// by name only.
class Reader {
 public:
  Reader(const Json& object, const char* what) : object_(object), what_(what) {}

  std::string Text(const char* name) {
    const Json* field = Take(name);
    if (field != nullptr && field->is_string()) return field->get<std::string>();
    return Wrong(name), std::string();
  }
  Secret<std::string> Hidden(const char* name) { return Secret<std::string>(Text(name)); }
  bool Has(const char* name) const { return object_.contains(name); }
  int64_t Number(const char* name) {
    const Json* field = Take(name);
    if (field != nullptr && field->is_number_integer()) return field->get<int64_t>();
    return Wrong(name), 0;
  }
  bool Flag(const char* name) {
    const Json* field = Take(name);
    if (field != nullptr && field->is_boolean()) return field->get<bool>();
    return Wrong(name), false;
  }
  TimePoint Time(const char* name) {
    const Json* field = Take(name);
    if (field != nullptr && field->is_number_integer()) return FromMillis(field->get<int64_t>());
    return Wrong(name), TimePoint{};
  }
  std::optional<TimePoint> MaybeTime(const char* name) {
    const auto found = object_.find(name);
    if (found == object_.end() || !found->is_null()) return Time(name);
    ++taken_;
    return std::nullopt;
  }
  template <typename E, size_t N>
  E Name(const char* name, const std::array<Named<E>, N>& names) {
    const std::optional<E> value = FindIn(names, Text(name));
    if (!value) Wrong(name);
    return value.value_or(names.front().value);
  }

  Status Finish() const {
    if (!wrong_.empty())
      return Invalid(std::string(what_) + ": field " + wrong_ + " is missing or wrong");
    if (taken_ != object_.size()) return Invalid(std::string(what_) + ": unknown field");
    return Unit{};
  }

 private:
  const Json* Take(const char* name) {
    const auto found = object_.find(name);
    if (found == object_.end()) return nullptr;
    ++taken_;
    return &*found;
  }
  void Wrong(const char* name) {
    if (wrong_.empty()) wrong_ = name;
  }

  const Json& object_;
  const char* what_;
  std::string wrong_;
  size_t taken_ = 0;
};

Result<Json> ReadObject(std::string_view text, const char* what) {
  JsonLimits limits;
  limits.bytes = size_t{1} << 20U;  // a text as long as a webhook's body grows when it is escaped
  TRY_ASSIGN(Json object, ParseJson(text, limits));
  if (!object.is_object()) return Invalid(std::string(what) + ": not an object");
  return object;
}

}  // namespace

const char* MediumName(Medium medium) {
  return NameIn(kMedia, medium);
}
std::optional<Medium> MediumFromName(std::string_view name) {
  return FindIn(kMedia, name);
}
const char* DeliveryStateName(DeliveryState state) {
  return NameIn(kStates, state);
}
std::optional<DeliveryState> DeliveryStateFromName(std::string_view name) {
  return FindIn(kStates, name);
}
const char* InboundKindName(InboundKind kind) {
  return NameIn(kKinds, kind);
}
std::optional<InboundKind> InboundKindFromName(std::string_view name) {
  return FindIn(kKinds, name);
}
const char* OutboundClassName(OutboundClass c) {
  return NameIn(kClasses, c);
}
std::optional<OutboundClass> OutboundClassFromName(std::string_view name) {
  return FindIn(kClasses, name);
}

bool IsFinal(DeliveryState state) {
  return state != DeliveryState::kQueued && state != DeliveryState::kSent;
}

DeliveryState AfterReport(DeliveryState now, DeliveryState reported) {
  if (!IsFinal(now))
    return now == DeliveryState::kSent && reported == DeliveryState::kQueued ? now : reported;
  const bool may_arrive_late = now == DeliveryState::kFailed || now == DeliveryState::kExpired;
  return may_arrive_late && reported == DeliveryState::kDelivered ? reported : now;
}

const char* OptChangeName(OptChange change) {
  return NameIn(kOptChanges, change);
}

std::string EncodeOutbound(const Outbound& message) {
  return DumpJson(Json{{"id", message.id},
                       {"class", OutboundClassName(message.kind)},
                       {"channel", message.channel},
                       {"to", message.to.Reveal()},
                       {"from", message.from},
                       {"text", message.text.Reveal()},
                       {"case_id", message.case_id},
                       {"referral_id", message.referral_id},
                       {"created_at", ToMillis(message.created_at)}});
}

Result<Outbound> DecodeOutbound(std::string_view json) {
  TRY_ASSIGN(const Json object, ReadObject(json, "outbound"));
  Reader read(object, "outbound");
  Outbound message;
  message.id = read.Text("id");
  message.kind = read.Name("class", kClasses);
  message.channel = read.Text("channel");
  message.to = read.Hidden("to");
  message.from = read.Text("from");
  message.text = read.Hidden("text");
  message.case_id = read.Text("case_id");
  message.referral_id = read.Text("referral_id");
  message.created_at = read.Time("created_at");
  TRY(read.Finish());
  return message;
}

// What few messages have is written only where it is there: spools and streams hold messages of
// releases that did not know it.
std::string EncodeInbound(const Inbound& message) {
  Json object = Json{{"kind", InboundKindName(message.kind)},
                     {"channel", message.channel},
                     {"from", message.from.Reveal()},
                     {"from_is_msisdn", message.from_is_msisdn},
                     {"to", message.to},
                     {"text", message.text.Reveal()},
                     {"provider_id", message.provider_id},
                     {"session", message.session},
                     {"accumulated", message.accumulated},
                     {"first", message.first},
                     {"state", DeliveryStateName(message.state)},
                     {"reason", message.reason},
                     {"reference", message.reference},
                     {"ignore", message.ignore},
                     {"sent_at", message.sent_at ? Json(ToMillis(*message.sent_at)) : Json()}};
  if (message.dialled) object["dialled"] = true;
  if (message.turn != 0) object["turn"] = message.turn;
  if (message.opt != OptChange::kNone) object["opt"] = OptChangeName(message.opt);
  if (message.concat) {
    object["concat_group"] = message.concat->group;
    object["concat_part"] = message.concat->part;
    object["concat_total"] = message.concat->total;
  }
  return DumpJson(object);
}

Result<Inbound> DecodeInbound(std::string_view json) {
  TRY_ASSIGN(const Json object, ReadObject(json, "inbound"));
  Reader read(object, "inbound");
  Inbound message;
  message.kind = read.Name("kind", kKinds);
  message.channel = read.Text("channel");
  message.from = read.Hidden("from");
  message.from_is_msisdn = read.Flag("from_is_msisdn");
  message.to = read.Text("to");
  message.text = read.Hidden("text");
  message.provider_id = read.Text("provider_id");
  message.session = read.Text("session");
  message.accumulated = read.Flag("accumulated");
  message.first = read.Flag("first");
  message.state = read.Name("state", kStates);
  message.reason = read.Text("reason");
  message.reference = read.Text("reference");
  message.ignore = read.Flag("ignore");
  message.sent_at = read.MaybeTime("sent_at");
  if (read.Has("dialled")) message.dialled = read.Flag("dialled");
  if (read.Has("turn")) message.turn = read.Number("turn");
  if (read.Has("opt")) message.opt = read.Name("opt", kOptChanges);
  if (read.Has("concat_group")) {
    message.concat =
        ConcatPart{read.Text("concat_group"), static_cast<int>(read.Number("concat_part")),
                   static_cast<int>(read.Number("concat_total"))};
  }
  TRY(read.Finish());
  return message;
}

}  // namespace tipline
