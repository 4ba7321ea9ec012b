// Vonage (Nexmo): SMS, delivery reports, sending (providers.md §4.2), by the SMS API and by the
// Messages API (vonage_messages.h) on the same channel: a request says itself of which it is.
//
//   GET /hooks/{channel}/sms?msisdn=254700000001&to=254700000099&messageId=0A1&text=Need+help
//       &type=text&timestamp=1700000000&sig=5841f0b9…
//   POST of the same as a form or as JSON  -> 200
//
// Signing has to be asked for at Vonage; the method is chosen in its dashboard. Unverified: how old
// a signed retry may be (taken up to almost 72 h, and told apart by its id), and whether a query is
// signed with a POST (ours has none; none is read). An `api-key` is not compared: each account has
// its own signature secret. Each part of a long SMS has an id and a receipt of its own: such a
// message is delivered when its last part is, and failed when any of them is.
//
// Tests: tests/data/providers/vonage.json.
#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "flows/base/json.h"
#include "flows/model/part_report.h"
#include "gateway/providers/charset.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/udh.h"
#include "gateway/providers/vonage_codes.h"
#include "gateway/providers/vonage_messages.h"
#include "gateway/providers/vonage_signature.h"
#include "gateway/providers/vonage_sms.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

const std::string* Find(const VonageParameters& parameters, std::string_view name) {
  for (const auto& [known, value] : parameters)
    if (known == name) return &value;
  return nullptr;
}

std::string Get(const VonageParameters& parameters, std::string_view name) {
  const std::string* value = Find(parameters, name);
  return value == nullptr ? std::string() : *value;
}

bool IsJson(const http::Request& request) {
  const size_t first = request.body.find_first_not_of(" \t\r\n");
  return first != std::string::npos && request.body[first] == '{';
}

// Not "Basic ...", as a URL with a password in it has.
bool HasToken(const http::Request& request) {
  constexpr std::string_view kBearer = "Bearer ";
  return EqualsIgnoringCase(request.Header("Authorization").substr(0, kBearer.size()), kBearer);
}

// Of one place only, all of it signed: what a query holds beside a body is nobody's word.
Result<VonageParameters> ParametersOf(const http::Request& request) {
  if (!IsJson(request)) {
    const bool in_body = request.method == "POST" && !request.body.empty();
    return http::Form(in_body ? request.body : request.query).fields();
  }
  TRY_ASSIGN(const json body, ReadJson(request.body));
  VonageParameters parameters;
  for (const auto& [name, value] : body.items())
    parameters.emplace_back(name, value.is_string() ? value.get<std::string>() : DumpJson(value));
  return parameters;
}

// Vonage looks whether a URL answers before it takes it.
bool IsProbe(const http::Request& request) {
  return request.body.empty() && http::Form(request.query).fields().empty();
}

std::optional<ConcatPart> PartOf(const VonageParameters& parameters) {
  const std::optional<ConcatPart> part =
      ConcatOf(Get(parameters, "concat-ref"), Get(parameters, "concat-part"),
               Get(parameters, "concat-total"));
  return part ? part : ConcatOfUdh(Get(parameters, "udh"));
}

// `data` of a binary message is what the network carried; nothing says in which alphabet.
Secret<std::string> WordsOf(const VonageParameters& parameters) {
  if (const std::string* text = Find(parameters, "text")) return KeptWords(*text);
  const std::string data = Get(parameters, "data");
  const std::optional<std::string> bytes = FromHex(data);
  if (!bytes) return KeptWords(data);
  const bool wide = bytes->size() % 2 == 0 && bytes->find('\0') != std::string::npos;
  const Result<std::string> text = ToUtf8(*bytes, wide ? "UTF-16" : "8-BIT");
  return KeptWords(text ? *text : *bytes);
}

Result<Inbound> ParseSms(const VonageParameters& parameters, const ChannelSettings& channel,
                         Inbound inbound) {
  inbound.kind = InboundKind::kSms;
  inbound.text = WordsOf(parameters);
  const std::string* from = Find(parameters, "msisdn");
  TRY(SenderOfWords("msisdn", CopyOf(from), channel, inbound, NumberForm::kInternational));
  inbound.to = OptionalAddress(Find(parameters, "to"));
  inbound.sent_at = OptionalTime(Get(parameters, "message-timestamp"));
  inbound.provider_id = OptionalId(Find(parameters, "messageId"));
  inbound.concat = PartOf(parameters);
  // Should parts ever share an id, none may be taken for a repeat of another.
  if (inbound.concat && !inbound.provider_id.empty())
    inbound.provider_id += "-" + std::to_string(inbound.concat->part);
  return inbound;
}

// On one part of several. Of the ids, ours is that of the last part (vonage_codes.cc): what goes
// well counts from there only. What does not is the whole message's, by our own id.
void OfOnePart(Inbound& inbound) {
  std::string& reference = inbound.reference;
  if (!reference.ends_with(kVonageParts) || reference.size() == kVonageParts.size()) return;
  reference.resize(reference.size() - kVonageParts.size());
  if (inbound.ignore) return;
  if (WentWell(inbound.state)) return reference.clear();
  inbound.provider_id = reference;
  inbound.reason = FailedPart(inbound.reason);
}

Result<Inbound> ParseReceipt(const VonageParameters& parameters, Inbound inbound) {
  inbound.kind = InboundKind::kStatus;
  TRY_ASSIGN(inbound.provider_id, ReadId("messageId", Find(parameters, "messageId")));
  const std::string status = Get(parameters, "status");
  if (status.empty()) return Invalid("field status: missing");
  const std::string code = Get(parameters, "err-code");
  inbound.reference = OptionalId(Find(parameters, "client-ref"));
  inbound.sent_at = OptionalTime(Get(parameters, "message-timestamp"));
  inbound.reason = code == "0" ? "" : ReasonWord(code);
  const std::optional<DeliveryState> state = VonageState(status, code);
  inbound.ignore = !state.has_value();
  if (state)
    inbound.state = *state;
  else
    inbound.reason = "unknown status";
  OfOnePart(inbound);
  return inbound;
}

// One that comes to the other's URL is taken as well: words must not be lost by a setting.
bool IsReceipt(const VonageParameters& parameters, InboundKind event) {
  if (Find(parameters, "text") != nullptr || Find(parameters, "data") != nullptr) return false;
  return event == InboundKind::kStatus || Find(parameters, "status") != nullptr;
}

class Vonage final : public QuietProvider {
 public:
  ProviderInfo Info() const override {
    return {"Vonage (SMS API and Messages API)", "SMS",
            "documentation and SDK of the provider; the age of signed retries is unverified"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"signature_secret", true}, {"signature_secret_old"}, {"api_key"}, {"api_secret"},
            {"application_id"},         {"private_key"}};
  }

  std::vector<OptionName> Options() const override {
    return {{"api", "sms or messages",
             [](std::string_view value) { return value == "sms" || value == "messages"; }},
            {"signature_method", "md5hash, md5, sha1, sha256 or sha512",
             [](std::string_view value) { return VonageMethodFromName(value).has_value(); }}};
  }

  Status Authenticate(const http::Request& request, InboundKind /*event*/,
                      std::string_view /*token*/, const ChannelSettings& channel,
                      const Settings& /*settings*/) const override {
    if (IsProbe(request)) return Unit{};  // nothing to take from it
    const std::vector<std::string_view> secrets = SecretsOf(channel, "signature_secret");
    // Under a token only a body counts; JSON is read from there whatever the method.
    if (HasToken(request))
      return IsJson(request) ? VonageTokenSigned(request, secrets) : Denied("body: allowed: JSON");
    TRY_ASSIGN(const VonageParameters parameters, ParametersOf(request));
    // Vonage says that it may send one unsigned, rarely, and sends it again after a 5xx.
    if (Find(parameters, "message_uuid") != nullptr && Find(parameters, "sig") == nullptr)
      return Unavailable("header Authorization: missing");
    return VonageSigned(parameters, secrets, MethodOf(channel), request.received_at);
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    if (event != InboundKind::kSms && event != InboundKind::kStatus)
      return NotFound("vonage has no such event");
    Inbound inbound = NewInbound(event, channel);
    if (IsProbe(request)) {
      inbound.ignore = true;
      inbound.reason = "probe";
      return inbound;
    }
    if (IsJson(request)) {
      TRY_ASSIGN(const json body, ReadJson(request.body));
      if (IsVonageMessage(body)) return ParseVonageMessage(body, channel, std::move(inbound));
    }
    TRY_ASSIGN(const VonageParameters parameters, ParametersOf(request));
    return IsReceipt(parameters, event) ? ParseReceipt(parameters, std::move(inbound))
                                        : ParseSms(parameters, channel, std::move(inbound));
  }

  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& context) const override {
    const auto api = channel.options.find("api");
    if (api != channel.options.end() && api->second == "messages")
      return BuildVonageMessage(message, channel, context);
    return BuildVonageSms(message, channel, context);
  }

  SendResult ReadSend(const SendReply& reply) const override { return ReadVonageSend(reply); }

 private:
  static std::optional<VonageMethod> MethodOf(const ChannelSettings& channel) {
    const auto method = channel.options.find("signature_method");
    return method == channel.options.end() ? std::nullopt : VonageMethodFromName(method->second);
  }
};

const RegisterProvider kRegistered("vonage", std::make_unique<Vonage>());

}  // namespace
}  // namespace tipline::gateway
