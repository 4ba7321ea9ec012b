// MTN MADAPI: SMS, delivery reports, sending with a lent key (providers.md §6). Nothing of a
// webhook is signed: the URL holds a secret path. Messages and reports come to the same URL, so the
// body tells which it is, whichever of our two URLs that is.
//
//   POST /hooks/{channel}/sms/{token}
//   {"senderAddress":"2348030000001","receiverAddress":"22395","message":"...",
//    "created":1769847300000}
//   {"transactionId":"...","deliveryStatus":"DELIVRD"}   -> 200
//   POST {api_url}/v1/oauth/access_token?grant_type=client_credentials   client_id=...
//   POST {api_url}/v2/messages/sms/outbound   Authorization: Bearer ...
//
// api_url is the host, or the host with either of these paths. Option cp_address: the provider's
// name for our service, where the account has one. Unverified: codes inside an answer (a 2xx
// without a transactionId is taken for "not known"), what becomes of a text over 160 characters (it
// is sent whole). Tests: tests/data/providers/mtn.json.
#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "flows/base/text.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr std::string_view kSendPath = "/v2/messages/sms/outbound";
constexpr std::string_view kTokenPath = "/v1/oauth/access_token";
constexpr const char* kAddressOption = "cp_address";
constexpr int64_t kLatest = 253'402'300'799'000;  // year 9999, Unix milliseconds
constexpr int64_t kTokenSeconds = 3600;           // where the answer does not say
constexpr int64_t kLongestToken = 2'592'000;      // 30 days

constexpr std::array<StateWord, 8> kStates = {
    {{"DELIVRD", DeliveryState::kDelivered},
     {"DeliveredToTerminal", DeliveryState::kDelivered},
     {"DeliveryUncertain", DeliveryState::kSent},
     {"DeliveredToNetwork", DeliveryState::kSent},
     {"EXPIRED", DeliveryState::kExpired},
     {"DeliveryImpossible", DeliveryState::kFailed},
     {"MessageWaiting", DeliveryState::kQueued},
     {"DeliveryNotificationNotSupported", DeliveryState::kQueued}}};

bool IsAddress(std::string_view value) {
  return !value.empty() && value.size() <= kMaxAddressBytes &&
         std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

Result<Inbound> ParseSms(const json& body, const ChannelSettings& channel, Inbound inbound) {
  inbound.kind = InboundKind::kSms;
  inbound.text = KeptWords(TextIn(body, "message"));
  TRY(SenderOfWords("senderAddress", ScalarIn(body, "senderAddress"), channel, inbound,
                    NumberForm::kInternational));
  inbound.to = AddressIn(body, "receiverAddress");
  const int64_t created = IntegerIn(body, "created").value_or(0);
  if (created > 0 && created <= kLatest) inbound.sent_at = FromMillis(created);
  return inbound;
}

Result<Inbound> ParseStatus(const json& body, Inbound inbound) {
  inbound.kind = InboundKind::kStatus;
  inbound.reference = IdIn(body, "clientCorrelator");
  const std::optional<std::string> sent = ScalarIn(body, "transactionId");
  const std::string* id = sent ? &*sent : nullptr;
  if (id == nullptr && !inbound.reference.empty()) id = &inbound.reference;
  TRY_ASSIGN(inbound.provider_id, ReadId("transactionId", id));
  const std::string status = TextIn(body, "deliveryStatus");
  if (status.empty()) return Invalid("field deliveryStatus: missing");
  const auto* known = std::find_if(kStates.begin(), kStates.end(), [&](const StateWord& s) {
    return EqualsIgnoringCase(s.word, status);
  });
  if (known == kStates.end()) {
    inbound.ignore = true;
    inbound.reason = "unknown status";
    return inbound;
  }
  inbound.state = known->state;
  if (inbound.state != DeliveryState::kDelivered) inbound.reason = known->word;
  return inbound;
}

// The host, and what was configured before the API's own paths.
Result<std::string> Base(const ChannelSettings& channel) {
  TRY_ASSIGN(std::string url, ApiUrl(channel, ""));
  for (const std::string_view path : {kSendPath, kTokenPath})
    if (url.ends_with(path)) url.resize(url.size() - path.size());
  while (url.ends_with('/'))
    url.pop_back();
  return url;
}

class Mtn final : public SecretPathProvider {
 public:
  ProviderInfo Info() const override {
    return {"MTN (MADAPI)", "SMS", "an open-source gateway's use of it"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"path_token", true}, {"path_token_old"}, {"client_id"}, {"client_secret"}};
  }

  std::vector<OptionName> Options() const override {
    return {{kAddressOption, "1 to 64 printable ASCII characters", &IsAddress}};
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    if (event != InboundKind::kSms && event != InboundKind::kStatus)
      return NotFound("mtn has no such event");
    TRY_ASSIGN(const json body, ReadJsonObject(RepairUtf8(request.body)));
    Inbound inbound;
    inbound.channel = channel.id;
    const bool report =
        Member(body, "transactionId") != nullptr || Member(body, "deliveryStatus") != nullptr;
    const bool words = !TextIn(body, "message").empty();
    if (words || (!report && event == InboundKind::kSms))
      return ParseSms(body, channel, std::move(inbound));
    return ParseStatus(body, std::move(inbound));
  }

  Result<std::optional<SendRequest>> BuildToken(const ChannelSettings& channel,
                                                TimePoint /*now*/) const override {
    TRY_ASSIGN(const std::string base, Base(channel));
    TRY_ASSIGN(const std::string id, SecretOf(channel, "client_id"));
    TRY_ASSIGN(const std::string secret, SecretOf(channel, "client_secret"));
    SendRequest request =
        FormPost(base + std::string(kTokenPath) + "?grant_type=client_credentials",
                 {{"client_id", id}, {"client_secret", secret}});
    request.headers.emplace_back("Accept", "application/json");
    return std::optional<SendRequest>(std::move(request));
  }

  // {"access_token":"...","expires_in":"3599"}
  Result<AccessToken> ReadToken(const SendReply& reply) const override {
    const SendClass outcome = ClassOfHttpStatus(reply.status);
    const std::string reason =
        reply.status == 0 ? "no answer" : "http " + std::to_string(reply.status);
    // A wrong address refuses as surely as a wrong secret does.
    if (outcome == SendClass::kConfig || outcome == SendClass::kPermanent) return Denied(reason);
    if (outcome != SendClass::kSent) return Unavailable(reason);
    const Result<json> body = ReadJson(reply.body);
    const std::string value = body ? TextIn(*body, "access_token") : "";
    if (value.empty() || !IsToken(value)) return Unavailable("unreadable answer");
    const int64_t seconds = IntegerIn(*body, "expires_in").value_or(kTokenSeconds);
    AccessToken token;
    token.value = Secret<std::string>(value);
    token.lasts = Millis(1000 * (seconds > 0 ? std::min(seconds, kLongestToken) : kTokenSeconds));
    return token;
  }

  // Reports go to the URL that the account has, whatever `status_url` says.
  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& context) const override {
    TRY(CheckOutbound(message));
    TRY_ASSIGN(const std::string base, Base(channel));
    TRY_ASSIGN(const std::string from, NeededSender(message, channel));
    if (context.access_token.empty())
      return Unavailable("channel " + channel.id + ": no access token");
    json body = {{"senderAddress", from.front() == '+' ? from.substr(1) : from},
                 {"receiverAddress", json::array({message.to.Reveal().substr(1)})},
                 {"message", message.text.Reveal()},
                 {"clientCorrelator", message.id}};
    const auto address = channel.options.find(kAddressOption);
    if (address != channel.options.end()) body["cpAddress"] = address->second;
    return JsonPost(base + std::string(kSendPath), body,
                    {{"Accept", "application/json"},
                     {"Authorization", "Bearer " + std::string(context.access_token)}});
  }

  SendResult ReadSend(const SendReply& reply) const override {
    SendResult result = ResultOfHttp(reply);
    if (result.outcome != SendClass::kSent) return result;
    const Result<json> body = ReadJson(reply.body);
    if (!body) return ResultOf(SendClass::kUnsure, "unreadable answer");
    std::string id = TextIn(*body, "transactionId");
    if (id.empty()) id = TextIn(ObjectIn(*body, "data"), "transactionId");
    if (id.empty()) return ResultOf(SendClass::kUnsure, "no transactionId");
    result.state = DeliveryState::kQueued;
    result.provider_id = OptionalId(&id);
    return result;
  }

 private:
  // It goes into a header.
  static bool IsToken(std::string_view value) {
    return std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  }
};

const RegisterProvider kRegistered("mtn", std::make_unique<Mtn>());

}  // namespace
}  // namespace tipline::gateway
