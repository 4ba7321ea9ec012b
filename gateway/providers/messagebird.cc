// MessageBird, the classic API that Bird still runs: SMS, delivery reports, sending (providers.md
// §4.6). Everything is signed over its public URL and its body.
//
//   POST /hooks/{channel}/sms       MessageBird-Signature-JWT: eyJhbGciOiJIUzI1NiIs…
//   id=0f7a&originator=254700000001&recipient=254700000099&body=Need+help  (of a long number)
//   mid=0f7a&originator=254700000001&shortcode=22395&message=Need+help     (of a short code)
//   -> 200 text/plain "OK"
//   GET /hooks/{channel}/status?id=0f7a&reference=01J…&status=delivered&…
//
// The same as flat JSON is read as well. Unverified: whether, and for how long, a webhook is sent
// again; the codes of send errors. The webhooks of the new Bird platform ("Channels") have another
// shape and signature and are not served.
//
// Tests: tests/data/providers/messagebird.json.
#include <map>

#include <nlohmann/json.hpp>

#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/messagebird_codes.h"
#include "gateway/providers/messagebird_signature.h"
#include "gateway/providers/values.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

// RFC 3339 of a long number, or YYYYMMDDhhmmss (UTC) of a short code.
std::optional<TimePoint> SentAt(const FlatFields& values) {
  if (const std::string* created = values.Find({"createdDatetime"})) return OptionalTime(*created);
  const std::string digits = values.Get({"receive_datetime"});
  if (digits.size() != 14) return std::nullopt;
  return OptionalTime(digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2) +
                      "T" + digits.substr(8, 2) + ":" + digits.substr(10, 2) + ":" +
                      digits.substr(12, 2) + "Z");
}

Result<Inbound> ParseSms(const FlatFields& values, const ChannelSettings& channel,
                         Inbound inbound) {
  inbound.kind = InboundKind::kSms;
  inbound.text = KeptWords(values.Get({"body", "message"}));
  const std::string* from = values.Find({"originator"});
  TRY(SenderOfWords("originator", CopyOf(from), channel, inbound, NumberForm::kInternational));
  inbound.to = OptionalAddress(values.Find({"recipient", "shortcode", "receiver"}));
  inbound.provider_id = OptionalId(values.Find({"id", "mid"}));
  inbound.sent_at = SentAt(values);
  return inbound;
}

Result<Inbound> ParseStatus(const FlatFields& values, Inbound inbound) {
  inbound.kind = InboundKind::kStatus;
  TRY_ASSIGN(inbound.provider_id, ReadId("id", values.Find({"id"})));
  const std::string status = values.Get({"status"});
  if (status.empty()) return Invalid("field status: missing");
  inbound.reference = OptionalId(values.Find({"ref", "reference"}));
  inbound.sent_at = OptionalTime(values.Get({"statusDatetime"}));
  const std::string code = values.Get({"statusErrorCode"});
  const std::optional<DeliveryState> state = MessageBirdState(status, code);
  inbound.ignore = !state.has_value();
  inbound.state = state.value_or(DeliveryState::kQueued);
  if (!state)
    inbound.reason = "unknown status";
  else if (!code.empty() && code != "0")
    inbound.reason = ReasonWord(code);
  else if (state == DeliveryState::kFailed)
    inbound.reason = ReasonWord(values.Get({"statusReason"}));
  return inbound;
}

// One that comes to the other's URL is taken as well: words must not be lost by a setting.
bool IsReport(const FlatFields& values, InboundKind event) {
  if (values.Find({"body", "message"}) != nullptr) return false;
  return event == InboundKind::kStatus || values.Find({"status"}) != nullptr;
}

class MessageBird final : public QuietProvider {
 public:
  ProviderInfo Info() const override {
    return {"MessageBird (Bird, classic API)", "SMS",
            "documentation and SDK of the provider; retries and send errors are unverified"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"signing_key", true}, {"signing_key_old"}, {"access_key"}};
  }

  Status Authenticate(const http::Request& request, InboundKind /*event*/,
                      std::string_view /*token*/, const ChannelSettings& channel,
                      const Settings& settings) const override {
    return MessageBirdSigned(request, settings.public_url, SecretsOf(channel, "signing_key"));
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    if (event != InboundKind::kSms && event != InboundKind::kStatus)
      return NotFound("messagebird has no such event");
    Inbound inbound;
    inbound.channel = channel.id;
    TRY_ASSIGN(const FlatFields values, FlatFields::Of(request, BodyThenQuery(request)));
    return IsReport(values, event) ? ParseStatus(values, std::move(inbound))
                                   : ParseSms(values, channel, std::move(inbound));
  }

  http::Response Render(const Inbound& /*inbound*/, const Reply& /*reply*/) const override {
    return http::Response::Text("OK");
  }

  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& context) const override {
    TRY(CheckOutbound(message));
    TRY_ASSIGN(std::string url, ApiUrl(channel, "/messages"));
    TRY_ASSIGN(const std::string key, SecretOf(channel, "access_key"));
    TRY_ASSIGN(const std::string from, NeededSender(message, channel));
    json body = {{"recipients", json::array({WithoutPlus(message.to.Reveal())})},
                 {"originator", WithoutPlus(from)},
                 {"body", message.text.Reveal()},
                 {"reference", message.id},
                 {"datacoding", "auto"}};
    if (!context.status_url.empty()) body["reportUrl"] = context.status_url;
    return JsonPost(std::move(url), body,
                    {{"Accept", "application/json"}, {"Authorization", "AccessKey " + key}});
  }

  SendResult ReadSend(const SendReply& reply) const override { return ReadMessageBirdSend(reply); }
};

const RegisterProvider kRegistered("messagebird", std::make_unique<MessageBird>());

}  // namespace
}  // namespace tipline::gateway
