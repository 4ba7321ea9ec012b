// Telnyx: SMS, delivery reports, sending (providers.md §4.4). Every webhook is signed with Ed25519
// over its time and raw body.
//
//   POST /hooks/{channel}/sms   telnyx-timestamp: 1700000000   telnyx-signature-ed25519: NMQOt...
//   {"data":{"event_type":"message.received","id":"...","payload":{"id":"...",
//    "from":{"phone_number":"+254700000001"},"to":[{"phone_number":"+14155550100"}],"text":"..."}}}
//   -> 200, nothing in it
//
// All events of a messaging profile come to one URL: `event_type` says what they are, not ours. The
// dedupe key is the message's id, not the event's: a retry over the failover URL is the same
// message. Telnyx itself blocks whoever sends STOP (per messaging profile) and still tells us: the
// message comes in, and Arrive knows the word. The overall maximum of a text is unverified: none is
// set here. Tests: tests/data/providers/telnyx.json,
// tests/gateway/providers/telnyx_signature_test.cc.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "flows/base/phone.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/telnyx_codes.h"
#include "gateway/providers/telnyx_signature.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr const char* kSendPath = "/v2/messages";

// {"phone_number":"+1..."}; a bare text, too.
std::optional<std::string> NumberIn(const json& payload, const char* name) {
  const json* value = Member(payload, name);
  if (value != nullptr && value->is_array()) value = value->empty() ? nullptr : &value->front();
  if (value != nullptr && value->is_object()) return ScalarIn(*value, "phone_number");
  return value == nullptr ? std::nullopt : ScalarIn(json{{name, *value}}, name);
}

// A group message has several receivers: the one that is ours.
std::string OurNumber(const json& payload, const ChannelSettings& channel) {
  for (const json& to : ArrayIn(payload, "to")) {
    std::string number = AddressIn(to, "phone_number");
    const auto& codes = channel.codes;
    if (std::find(codes.begin(), codes.end(), number) != codes.end()) return number;
  }
  const std::optional<std::string> number = NumberIn(payload, "to");
  return OptionalAddress(number ? &*number : nullptr);
}

// The query of the request is not signed, `webhook_url` in the body is: it is the URL that we gave
// with the message.
std::string ReferenceOf(const json& payload) {
  const std::string url = TextIn(payload, "webhook_url");
  const size_t query = url.find('?');
  if (query == std::string::npos) return {};
  return OptionalId(http::Form(std::string_view(url).substr(query + 1)).Find("ref"));
}

Result<Inbound> ReadSms(const json& data, const json& payload, const ChannelSettings& channel,
                        Inbound inbound) {
  inbound.kind = InboundKind::kSms;
  inbound.text = KeptWords(TextIn(payload, "text"));
  TRY(SenderOfWords("payload.from", NumberIn(payload, "from"), channel, inbound));
  inbound.to = OurNumber(payload, channel);
  inbound.provider_id = IdIn(payload, "id");
  inbound.sent_at = OptionalTime(TextIn(payload, "received_at"));
  if (!inbound.sent_at) inbound.sent_at = OptionalTime(TextIn(data, "occurred_at"));
  return inbound;
}

Result<Inbound> ReadReport(const json& payload, Inbound inbound) {
  inbound.kind = InboundKind::kStatus;
  const std::optional<std::string> id = ScalarIn(payload, "id");
  TRY_ASSIGN(inbound.provider_id, ReadId("payload.id", id ? &*id : nullptr));
  inbound.reference = ReferenceOf(payload);
  const std::string status = TextIn(FirstIn(payload, "to"), "status");  // we write to one at a time
  const std::optional<DeliveryState> state = TelnyxState(status);
  if (!state) {
    inbound.ignore = true;
    inbound.reason = "not a delivery state";
    return inbound;
  }
  const std::string code = TextIn(FirstIn(payload, "errors"), "code");
  inbound.reason = ReasonWord(code);
  if (code.empty() && status == "delivery_unconfirmed") inbound.reason = status;
  const bool given_up = *state == DeliveryState::kFailed || *state == DeliveryState::kRejected;
  inbound.state = given_up ? TelnyxStateOfError(code).value_or(*state) : *state;
  return inbound;
}

class Telnyx final : public QuietProvider {
 public:
  ProviderInfo Info() const override {
    return {"Telnyx", "SMS",
            "documentation and SDK of the provider; not sure: the longest text it takes"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"public_key", true}, {"public_key_old"}, {"api_key"}};
  }

  std::vector<OptionName> Options() const override {
    return {{"messaging_profile_id", "1 to 64 letters, digits and '-'", [](std::string_view value) {
               return !value.empty() && value.size() <= 64 &&
                      std::all_of(value.begin(), value.end(), [](char c) {
                        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                               (c >= '0' && c <= '9') || c == '-';
                      });
             }}};
  }

  Status Authenticate(const http::Request& request, InboundKind /*event*/,
                      std::string_view /*token*/, const ChannelSettings& channel,
                      const Settings& /*settings*/) const override {
    return CheckTelnyxSignature(request, SecretsOf(channel, "public_key"));
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    if (event != InboundKind::kSms && event != InboundKind::kStatus)
      return NotFound("telnyx has no such event");
    TRY_ASSIGN(const json body, ReadJson(request.body));
    const json& data = ObjectIn(body, "data");
    const json& payload = ObjectIn(data, "payload");
    const std::string type = TextIn(data, "event_type");
    if (type.empty()) return Invalid("field data.event_type: missing");
    Inbound inbound = NewInbound(event, channel);
    if (type == "message.received") return ReadSms(data, payload, channel, std::move(inbound));
    if (type == "message.sent" || type == "message.finalized")
      return ReadReport(payload, std::move(inbound));
    inbound.ignore = true;
    inbound.reason = "another event";
    return inbound;
  }

  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& context) const override {
    TRY(CheckOutbound(message));
    TRY_ASSIGN(std::string url, ApiUrl(channel, kSendPath));
    TRY_ASSIGN(const std::string key, SecretOf(channel, "api_key"));
    const std::string from = SenderOf(message, channel);
    const auto profile = channel.options.find("messaging_profile_id");
    const bool has_profile = profile != channel.options.end();
    if (from.empty() && !has_profile) return Unavailable("channel " + channel.id + ": no sender");
    if (LooksLikeWord(from) && !has_profile)
      return Unavailable("channel " + channel.id +
                         ": a sender of letters needs option messaging_profile_id");
    json body = {{"to", message.to.Reveal()}, {"text", message.text.Reveal()}, {"type", "SMS"}};
    if (!from.empty()) body["from"] = from;
    if (has_profile) body["messaging_profile_id"] = profile->second;
    if (!context.status_url.empty()) body["webhook_url"] = context.status_url;
    return JsonPost(std::move(url), body, {{"Authorization", "Bearer " + key}});
  }

  SendResult ReadSend(const SendReply& reply) const override { return ReadTelnyxSend(reply); }
};

const RegisterProvider kRegistered("telnyx", std::make_unique<Telnyx>());

}  // namespace
}  // namespace tipline::gateway
