// Twilio: SMS, delivery reports, sending (providers.md §4.1). Every request is signed over its
// public URL.
//
//   POST /hooks/{channel}/sms           X-Twilio-Signature: YWO4wAJqvJdpls1UZGek5nqrVKo=
//   MessageSid=SM0...1&AccountSid=AC0...1&From=%2B254700000001&To=%2B14155550100&Body=Need+help
//   -> 200 text/xml <Response><Message>...</Message></Response>
//
// Messages of WhatsApp come the same way, from and to "whatsapp:+...". The answer to one goes back
// there, be it in TwiML or, late, by the API: From says over what. Whoever writes by another app
// (Messenger, ...) has no number; the words go to staff. What a person asked of Twilio itself
// (STOP, START) is in OptOutType, also where the account has words of its own for it.
//
// Calls (event `call`, the "A call comes in" address of a number; CallSid, From, To, Direction,
// CallStatus by the provider's documents): <Reject> as the first verb is the only answer with which
// the call is neither picked up nor billed. Who hides the number is sent as a word (anonymous, ...)
// or, by older documents, as the keys of its letters. The status callback of a number can come to
// the same address: with the same CallSid it is the same call.
//
// Tests: tests/data/providers/twilio.json, tests/gateway/providers/twilio_signature_test.cc.
#include <array>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/twilio_codes.h"
#include "gateway/providers/twilio_signature.h"
#include "gateway/providers/values.h"
#include "gateway/providers/xml.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr std::string_view kWhatsApp = "whatsapp:";
constexpr size_t kMaxBodyChars = 1600;  // of one message, in either direction

// A signature covers the body of a POST only (twilio_signature.cc): words from elsewhere are
// nobody's. JSON is the variant signed with bodySHA256.
Result<FlatFields> FieldsOf(const http::Request& request) {
  return FlatFields::Of(
      request, request.method == "POST" ? BodyThenQuery(request) : http::Form(request.query));
}

// "WHATSAPP:+1...", in any case.
bool IsOfWhatsApp(std::string_view address) {
  return EqualsIgnoringCase(address.substr(0, kWhatsApp.size()), kWhatsApp);
}

OptChange OptOf(const std::string* type) {
  if (type == nullptr) return OptChange::kNone;
  if (EqualsIgnoringCase(*type, "STOP")) return OptChange::kOptOut;
  return EqualsIgnoringCase(*type, "START") ? OptChange::kOptIn : OptChange::kNone;
}

Result<Inbound> ParseSms(const FlatFields& values, const ChannelSettings& channel,
                         Inbound inbound) {
  inbound.text = KeptWords(CopyOf(values.Find({"Body"})).value_or(""));
  const std::string* from = values.Find({"From"});
  TRY(SenderOfWords("From", CopyOf(from), channel, inbound));
  inbound.to = OptionalAddress(values.Find({"To"}));
  inbound.provider_id = OptionalId(values.Find({"MessageSid", "SmsSid", "SmsMessageSid"}));
  inbound.opt = OptOf(values.Find({"OptOutType"}));
  // An answer takes the way that `to` says; the ids of another app are nobody's numbers.
  const bool by_app = from != nullptr && from->find(':') != std::string::npos;
  if (by_app && !(IsOfWhatsApp(*from) && IsOfWhatsApp(inbound.to))) {
    inbound.from = Secret<std::string>();
    inbound.from_is_msisdn = false;
  }
  return inbound;
}

Result<Inbound> ParseStatus(const FlatFields& values, Inbound inbound) {
  TRY_ASSIGN(inbound.provider_id, ReadId("MessageSid", values.Find({"MessageSid", "SmsSid"})));
  const std::string* status = values.Find({"MessageStatus", "SmsStatus"});
  if (status == nullptr || status->empty()) return Invalid("field MessageStatus: missing");
  inbound.reference = OptionalId(values.Find({"ref"}));
  const std::string* error = values.Find({"ErrorCode"});
  inbound.reason = error == nullptr || *error == "0" ? "" : ReasonWord(*error);
  const std::optional<DeliveryState> state = TwilioState(*status);
  if (state) {
    inbound.state = *state == DeliveryState::kFailed && TwilioRefusal(inbound.reason)
                        ? DeliveryState::kRejected
                        : *state;
    return inbound;
  }
  inbound.ignore = true;  // "receiving", "received", or a word of tomorrow
  inbound.reason = "not a delivery state";
  return inbound;
}

Result<Inbound> ParseCall(const FlatFields& values, const ChannelSettings& channel,
                          Inbound inbound) {
  TRY_ASSIGN(inbound.provider_id, ReadId("CallSid", values.Find({"CallSid"})));
  CallerOf(values.Find({"From"}), channel, inbound);
  inbound.to = OptionalAddress(values.Find({"To"}));
  const std::string* direction = values.Find({"Direction"});
  if (direction == nullptr || *direction == "inbound") return inbound;
  inbound.ignore = true;  // one of ours to somebody
  inbound.reason = "an outbound call";
  return inbound;
}

// Cuts valid UTF-8 into pieces of at most kMaxBodyChars code points.
std::vector<std::string_view> Pieces(std::string_view text) {
  std::vector<std::string_view> pieces;
  size_t start = 0;
  size_t chars = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (begins && chars++ == kMaxBodyChars) {
      pieces.push_back(text.substr(start, at - start));
      start = at;
      chars = 1;
    }
  }
  if (start < text.size()) pieces.push_back(text.substr(start));
  return pieces;
}

http::Response TwiML(std::string_view text) {
  http::Response response;
  response.content_type = "text/xml; charset=utf-8";
  response.body = R"(<?xml version="1.0" encoding="UTF-8"?>)";
  if (text.empty()) {
    response.body += "<Response/>";
    return response;
  }
  response.body += "<Response>";
  for (const std::string_view piece : Pieces(text))
    response.body += "<Message>" + XmlText(piece) + "</Message>";
  response.body += "</Response>";
  return response;
}

http::Response Rejected() {
  http::Response rejected = TwiML("");
  rejected.body = R"(<?xml version="1.0" encoding="UTF-8"?>)"
                  R"(<Response><Reject reason="busy"/></Response>)";
  return rejected;
}

class Twilio final : public Provider {
 public:
  ProviderInfo Info() const override {
    return {"Twilio", "SMS, missed calls", "documentation and SDK of the provider"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"auth_token", true},
            {"auth_token_old"},
            {"account_sid"},
            {"api_key_sid"},
            {"api_key_secret"}};
  }

  Status Authenticate(const http::Request& request, InboundKind /*event*/,
                      std::string_view /*token*/, const ChannelSettings& channel,
                      const Settings& settings) const override {
    if (!request.HasHeader("X-Twilio-Signature"))
      return Invalid("header X-Twilio-Signature: missing");
    if (!TwilioSigned(request, settings.public_url, SecretsOf(channel, "auth_token")))
      return Denied("header X-Twilio-Signature: does not match; check auth_token and public_url");
    return CheckAccount(request, channel);
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    Inbound inbound = NewInbound(event, channel);
    if (event == InboundKind::kUssd || event == InboundKind::kUssdEnd)
      return NotFound("twilio has no such event");
    TRY_ASSIGN(const FlatFields values, FieldsOf(request));
    if (event == InboundKind::kCall) return ParseCall(values, channel, std::move(inbound));
    if (event == InboundKind::kSms) return ParseSms(values, channel, std::move(inbound));
    return ParseStatus(values, std::move(inbound));
  }

  http::Response Render(const Inbound& inbound, const Reply& reply) const override {
    if (inbound.kind == InboundKind::kCall) return Rejected();
    return TwiML(inbound.kind == InboundKind::kSms ? reply.text : "");
  }
  // Nobody answers a call, whether it could be kept or not.
  http::Response RenderUnavailable(InboundKind event, std::string_view text) const override {
    return event == InboundKind::kCall ? Rejected() : Provider::RenderUnavailable(event, text);
  }

  bool CarriesSmsReply() const override { return true; }
  bool TakesCalls() const override { return true; }

  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& context) const override {
    TRY(CheckOutbound(message));
    if (Pieces(message.text.Reveal()).size() > 1)
      return Invalid("field text: longer than 1600 characters");
    TRY_ASSIGN(const std::string account, SecretOf(channel, "account_sid"));
    TRY_ASSIGN(std::string url, ApiUrl(channel, "/2010-04-01/Accounts/" + http::UrlEncode(account) +
                                                    "/Messages.json"));
    TRY_ASSIGN(const std::string login, Login(account, channel));
    TRY_ASSIGN(const std::string from, NeededSender(message, channel));
    const std::string to = (IsOfWhatsApp(from) ? std::string(kWhatsApp) : "") + message.to.Reveal();
    Fields fields = {{"To", to}, {"Body", message.text.Reveal()}};
    const bool is_service = from.size() == 34 && from.compare(0, 2, "MG") == 0;
    fields.emplace_back(is_service ? "MessagingServiceSid" : "From", from);
    if (!context.status_url.empty()) fields.emplace_back("StatusCallback", context.status_url);
    SendRequest request = FormPost(std::move(url), fields);
    request.headers.emplace_back("Authorization", "Basic " + Base64(login));
    request.headers.emplace_back("Accept", "application/json");
    return request;
  }

  SendResult ReadSend(const SendReply& reply) const override { return ReadTwilioSend(reply); }

 private:
  // A right signature of a sister account that shares the token is still not ours.
  static Status CheckAccount(const http::Request& request, const ChannelSettings& channel) {
    const auto account = channel.secrets.find("account_sid");
    if (account == channel.secrets.end() || account->second.empty()) return Unit{};
    const Result<FlatFields> values = FieldsOf(request);
    const std::string* sent = values ? values->Find({"AccountSid"}) : nullptr;
    if (sent != nullptr && !ConstantTimeEqual(*sent, account->second.Reveal()))
      return Denied("field AccountSid: not the channel's account_sid");
    return Unit{};
  }

  // An API key of its own, where the operator made one; else the account's token.
  static Result<std::string> Login(const std::string& account, const ChannelSettings& channel) {
    if (channel.secrets.count("api_key_sid") != 0) {
      TRY_ASSIGN(const std::string sid, SecretOf(channel, "api_key_sid"));
      TRY_ASSIGN(const std::string secret, SecretOf(channel, "api_key_secret"));
      return sid + ":" + secret;
    }
    TRY_ASSIGN(const std::string token, SecretOf(channel, "auth_token"));
    return account + ":" + token;
  }
};

const RegisterProvider kRegistered("twilio", std::make_unique<Twilio>());

}  // namespace
}  // namespace tipline::gateway
