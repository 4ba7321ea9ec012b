// Plivo: SMS, delivery reports, sending (providers.md §4.5). Every webhook is signed, mostly in two
// ways (plivo_signature.h).
//
//   POST /hooks/{channel}/sms      X-Plivo-Signature-V3: kCfX...   X-Plivo-Signature-V3-Nonce:
//   12345 MessageUUID=...&From=254700000001&To=14155550100&Text=help&Type=sms
//   -> 200, nothing in it
//
// V2 covers neither body nor query: Once gives its nonce, also of a request that V3 vouches for
// (else its V2 half could be sent again under other words). A nonce is not remembered for ever, and
// nothing says how old a request is: V2 alone is taken only by the option signature = any. There
// nothing is taken while nonces cannot be looked up; where V3 decides alone, it covers the words.
// Unverified: the signature of a main account over a sub-account (not read), what is retried
// (so the answer is an early 200), and the numbers in ErrorCode, which change a state only where
// "failed" would be the lesser truth. Reports of a long message come once for each part; only the
// last part can say "delivered" for all. Tests: tests/data/providers/plivo.json,
// tests/gateway/providers/plivo_signature_test.cc.
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "flows/base/text.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/plivo_signature.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr size_t kMaxTextChars = 1600;  // of one message that we send

constexpr std::array<StateWord, 7> kStates = {{{"queued", DeliveryState::kQueued},
                                               {"sent", DeliveryState::kSent},
                                               {"delivered", DeliveryState::kDelivered},
                                               {"read", DeliveryState::kDelivered},
                                               {"undelivered", DeliveryState::kFailed},
                                               {"failed", DeliveryState::kFailed},
                                               {"rejected", DeliveryState::kRejected}}};
// ErrorCode of a message that was not delivered: spam, barred by the carrier, STOP, too old.
constexpr std::array<StateWord, 4> kStatesOfErrors = {{{"30", DeliveryState::kRejected},
                                                       {"100", DeliveryState::kRejected},
                                                       {"200", DeliveryState::kRejected},
                                                       {"420", DeliveryState::kExpired}}};

// Only what a signature covers: a GET has its fields in the query.
http::Form FieldsOf(const http::Request& request) {
  return request.method == "POST" ? BodyThenQuery(request) : http::Form(request.query);
}

// Names come in other cases, too ("status").
const std::string* Find(const http::Form& form, std::string_view name) {
  if (const std::string* exact = form.Find(name)) return exact;
  for (const auto& [found, value] : form.fields())
    if (EqualsIgnoringCase(found, name)) return &value;
  return nullptr;
}

Result<Inbound> ReadSms(const http::Form& form, const ChannelSettings& channel, Inbound inbound) {
  const std::string* text = Find(form, "Text");
  inbound.text = KeptWords(text == nullptr ? "" : *text);
  TRY(SenderOfWords("From", CopyOf(Find(form, "From")), channel, inbound,
                    NumberForm::kInternational));
  inbound.to = OptionalAddress(Find(form, "To"));
  inbound.provider_id = OptionalId(Find(form, "MessageUUID"));
  return inbound;
}

// "1 of 2": more is to come.
bool IsEarlierPart(const std::string* part_info) {
  if (part_info == nullptr) return false;
  const size_t of = part_info->find(" of ");
  if (of == std::string::npos) return false;
  int part = 0;
  int total = 0;
  std::from_chars(part_info->data(), part_info->data() + of, part);
  std::from_chars(part_info->data() + of + 4, part_info->data() + part_info->size(), total);
  return part < total;
}

Result<Inbound> ReadReport(const http::Form& form, Inbound inbound) {
  std::string id = OptionalId(Find(form, "ParentMessageUUID"));  // of all parts
  if (id.empty()) {
    TRY_ASSIGN(id, ReadId("MessageUUID", Find(form, "MessageUUID")));
  }
  inbound.provider_id = std::move(id);
  const std::string* status = Find(form, "Status");
  if (status == nullptr || status->empty()) return Invalid("field Status: missing");
  inbound.reference = OptionalId(form.Find("ref"));
  const std::optional<DeliveryState> state = StateOfAnyCase(kStates, *status);
  if (!state) {
    inbound.ignore = true;
    inbound.reason = "not a delivery state";
    return inbound;
  }
  inbound.state = *state;
  const std::string* error = Find(form, "ErrorCode");
  if (error != nullptr && *error != "000" && *error != "0") inbound.reason = ReasonWord(*error);
  if (*state == DeliveryState::kFailed)
    inbound.state = StateOfAnyCase(kStatesOfErrors, inbound.reason).value_or(*state);
  if (*state == DeliveryState::kDelivered && IsEarlierPart(Find(form, "PartInfo")))
    inbound.state = DeliveryState::kSent;
  return inbound;
}

class Plivo final : public QuietProvider {
 public:
  ProviderInfo Info() const override {
    return {"Plivo", "SMS",
            "documentation and SDKs of the provider; not sure: numbers in ErrorCode, what is sent "
            "again"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"auth_token", true}, {"auth_token_old"}, {"auth_id"}};
  }

  std::vector<OptionName> Options() const override {
    return {{"signature", "v3 or any (V2 is enough)",
             [](std::string_view value) { return value == "any" || value == "v3"; }}};
  }

  Status Authenticate(const http::Request& request, InboundKind /*event*/,
                      std::string_view /*token*/, const ChannelSettings& channel,
                      const Settings& settings) const override {
    return CheckPlivoSignature(request, settings.public_url, SecretsOf(channel, "auth_token"),
                               TakesV2(channel));
  }

  OnceKey Once(const http::Request& request, const ChannelSettings& channel) const override {
    const std::string_view nonce = request.Header(kPlivoV2NonceHeader);
    return {std::string(nonce.empty() ? request.Header(kPlivoV3NonceHeader) : nonce),
            TakesV2(channel)};
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    Inbound inbound = NewInbound(event, channel);
    const http::Form form = FieldsOf(request);
    if (event == InboundKind::kSms) return ReadSms(form, channel, std::move(inbound));
    if (event == InboundKind::kStatus) return ReadReport(form, std::move(inbound));
    return NotFound("plivo has no such event");
  }

  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& context) const override {
    TRY(CheckOutbound(message));
    if (CharacterCount(message.text.Reveal()) > kMaxTextChars)
      return Invalid("field text: longer than 1600 characters");
    TRY_ASSIGN(const std::string account, SecretOf(channel, "auth_id"));
    TRY_ASSIGN(const std::string token, SecretOf(channel, "auth_token"));
    TRY_ASSIGN(std::string url,
               ApiUrl(channel, "/v1/Account/" + http::UrlEncode(account) + "/Message/"));
    TRY_ASSIGN(const std::string from, NeededSender(message, channel));
    json body = {{"src", WithoutPlus(from)},
                 {"dst", WithoutPlus(message.to.Reveal())},
                 {"text", message.text.Reveal()},
                 {"type", "sms"}};
    if (!context.status_url.empty()) {
      body["url"] = context.status_url;
      body["method"] = "POST";
    }
    return JsonPost(std::move(url), body,
                    {{"Authorization", "Basic " + Base64(account + ":" + token)}});
  }

  // A refusal says what it is in words only, which may quote the number.
  SendResult ReadSend(const SendReply& reply) const override {
    SendResult result = ResultOfHttp(reply);
    // No such account or API at that address: nothing is wrong with the message.
    if (reply.status == 404) result = ResultOf(SendClass::kConfig, "http 404");
    if (reply.status == 400) result.state = DeliveryState::kRejected;
    if (result.outcome != SendClass::kSent) return result;
    const Result<json> body = ReadJson(reply.body);
    if (!body || !body->is_object()) return ResultOf(SendClass::kUnsure, "unreadable answer");
    result.state = DeliveryState::kQueued;
    const json& ids = ArrayIn(*body, "message_uuid");
    if (!ids.empty()) result.provider_id = IdIn(json{{"id", ids.front()}}, "id");
    return result;
  }

 private:
  static bool TakesV2(const ChannelSettings& channel) {
    const auto signature = channel.options.find("signature");
    return signature != channel.options.end() && signature->second == "any";
  }
};

const RegisterProvider kRegistered("plivo", std::make_unique<Plivo>());

}  // namespace
}  // namespace tipline::gateway
