// Sinch SMS, XMS (providers.md §4.7): SMS, delivery reports, sending.
//
//   POST /hooks/{channel}/sms/{token}
//   {"type":"mo_text","id":"01...","from":"254700000001","to":"22395","body":"Need help",
//    "received_at":"2026-01-31T08:15:00.123Z"}
//   -> 200, nothing in it
//
// The URL holds a secret path; on top of it the signature, if the channel has `webhook_secret`,
// else user and password, if it has those (whether an account gets signatures for SMS is
// unverified). Client certificates and OAuth 2 are the proxy's. Messages and reports may come to
// one URL: `type` says what they are. After any 4xx Sinch drops the message, after a 5xx it tries
// for a day: a body that was cut off on its way gets 503. Long texts come joined, but for
// mo_binary, whose bytes are read as text as far as they look like it: nothing says which alphabet
// they are in. Tests: tests/data/providers/sinch.json,
// tests/gateway/providers/sinch_signature_test.cc.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "flows/base/text.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/basic_auth.h"
#include "gateway/providers/charset.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/sinch_codes.h"
#include "gateway/providers/sinch_signature.h"
#include "gateway/providers/udh.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr size_t kMaxTextChars = 2000;  // of one message that we send

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < ' ' && c != '\n' && c != '\r' && c != '\t';
}

// UCS-2 of any script shows control bytes or few letters of ASCII; a text of single bytes is mostly
// ASCII, even in French.
Secret<std::string> WordsOfBytes(const std::string& bytes) {
  const bool has_control = std::any_of(bytes.begin(), bytes.end(), IsControl);
  if (!has_control && ValidUtf8(bytes)) return Secret(bytes);
  const auto ascii =
      std::count_if(bytes.begin(), bytes.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
  const bool mostly_ascii = ascii * 2 > static_cast<std::ptrdiff_t>(bytes.size());
  const bool ucs2 = bytes.size() % 2 == 0 && (has_control || !mostly_ascii);
  return KeptWords(ucs2 ? FromUtf16(bytes) : FromLatin1(bytes));
}

// `body` is a text, the base64 of bytes, or {"subject","message","media":[...]}.
void ReadBody(const json& sms, const std::string& type, Inbound& inbound) {
  if (type == "mo_binary") {
    const Result<std::string> bytes = FromBase64(TextIn(sms, "body"));
    inbound.text = bytes ? WordsOfBytes(*bytes) : KeptWords(TextIn(sms, "body"));
    inbound.concat = ConcatOfUdh(TextIn(sms, "udh"));
    return;
  }
  const json& media = ObjectIn(sms, "body");
  if (media.empty()) {
    const std::optional<std::string> text = ScalarIn(sms, "body");
    inbound.text = KeptWords(text ? *text : WordsAnywhere(sms));
    return;
  }
  const std::string subject = TextIn(media, "subject");
  const std::string message = TextIn(media, "message");
  const bool both = !subject.empty() && !message.empty();
  inbound.text = KeptWords(subject + (both ? "\n" : "") + message);
}

Result<Inbound> ReadSms(const json& sms, const std::string& type, const ChannelSettings& channel,
                        Inbound inbound) {
  inbound.kind = InboundKind::kSms;
  ReadBody(sms, type, inbound);
  TRY(SenderOfWords("from", ScalarIn(sms, "from"), channel, inbound, NumberForm::kInternational));
  inbound.to = AddressIn(sms, "to");
  inbound.provider_id = IdIn(sms, "id");
  inbound.sent_at = OptionalTime(TextIn(sms, "sent_at"));
  if (!inbound.sent_at) inbound.sent_at = OptionalTime(TextIn(sms, "received_at"));
  return inbound;
}

// What the URL says that we gave with the message, unless a signature covers the body and not the
// URL: a report could be sent again with the name of another message then.
std::string ReferenceOf(const http::Request& request, const ChannelSettings& channel) {
  if (!SecretsOf(channel, "webhook_secret").empty()) return {};
  return OptionalId(http::Form(request.query).Find("ref"));
}

// A report of one recipient, or of a batch: ours have one, so each of its states is that one's.
Result<std::vector<Inbound>> ReadReports(const json& body, const std::string& ref,
                                         Inbound inbound) {
  inbound.kind = InboundKind::kStatus;
  const std::optional<std::string> id = ScalarIn(body, "batch_id");
  TRY_ASSIGN(inbound.provider_id, ReadId("batch_id", id ? &*id : nullptr));
  inbound.reference = IdIn(body, "client_reference");
  if (inbound.reference.empty()) inbound.reference = ref;
  std::vector<Inbound> all;
  const json* statuses = Member(body, "statuses");
  if (statuses == nullptr || !statuses->is_array()) {
    ReadSinchState(body, inbound);
    all.push_back(std::move(inbound));
    return all;
  }
  for (const json& status : *statuses) {
    if (IntegerIn(status, "count").value_or(1) < 1) continue;
    Inbound one = inbound;
    ReadSinchState(status, one);
    all.push_back(std::move(one));
  }
  return all;
}

class Sinch final : public QuietProvider {
 public:
  ProviderInfo Info() const override {
    return {"Sinch SMS (XMS)", "SMS",
            "documentation and SDK of the provider; not sure: who gets signed webhooks, codes 402 "
            "to 412"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"path_token", true},   {"path_token_old"},  {"webhook_secret"},
            {"webhook_secret_old"}, {"username"},        {"password"},
            {"password_old"},       {"service_plan_id"}, {"api_token"}};
  }

  Status Authenticate(const http::Request& request, InboundKind /*event*/, std::string_view token,
                      const ChannelSettings& channel, const Settings& /*settings*/) const override {
    TRY(CheckPathToken(token, channel));
    const std::vector<std::string_view> secrets = SecretsOf(channel, "webhook_secret");
    if (!secrets.empty()) return CheckSinchSignature(request, secrets);
    return CheckBasic(request, channel, "username", {"password", "password_old"});
  }

  Result<std::vector<Inbound>> ParseAll(const http::Request& request, InboundKind event,
                                        const ChannelSettings& channel) const override {
    if (event != InboundKind::kSms && event != InboundKind::kStatus)
      return NotFound("sinch has no such event");
    const Result<json> body = ReadJson(request.body);
    if (!body) return Unavailable(body.error().message);  // cut off on its way: again, please
    if (!body->is_object()) return Invalid("body: allowed: a JSON object");
    Inbound inbound = NewInbound(event, channel);
    const std::string type = TextIn(*body, "type");
    const bool has_words = !WordsAnywhere(*body).empty();
    const bool of_report = type.find("delivery_report") != std::string::npos ||
                           (type.empty() && !has_words && event == InboundKind::kStatus);
    if (of_report) return ReadReports(*body, ReferenceOf(request, channel), std::move(inbound));
    std::vector<Inbound> all;
    // A type of tomorrow that holds words is a message; so is one without a type, wherever it
    // comes.
    if (type.starts_with("mo_") || type.empty() || has_words) {
      TRY_ASSIGN(Inbound sms, ReadSms(*body, type, channel, std::move(inbound)));
      all.push_back(std::move(sms));
    } else {
      inbound.ignore = true;
      inbound.reason = "another type";
      all.push_back(std::move(inbound));
    }
    return all;
  }

  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& context) const override {
    TRY(CheckOutbound(message));
    if (CharacterCount(message.text.Reveal()) > kMaxTextChars)
      return Invalid("field text: longer than 2000 characters");
    TRY_ASSIGN(const std::string plan, SecretOf(channel, "service_plan_id"));
    TRY_ASSIGN(const std::string token, SecretOf(channel, "api_token"));
    TRY_ASSIGN(std::string url, ApiUrl(channel, "/xms/v1/" + http::UrlEncode(plan) + "/batches"));
    TRY_ASSIGN(const std::string from, NeededSender(message, channel));
    json body = {{"from", WithoutPlus(from)},
                 {"to", json::array({WithoutPlus(message.to.Reveal())})},
                 {"body", message.text.Reveal()},
                 {"client_reference", message.id},
                 {"delivery_report", context.status_url.empty() ? "none" : "per_recipient"}};
    if (!context.status_url.empty()) body["callback_url"] = context.status_url;
    return JsonPost(std::move(url), body, {{"Authorization", "Bearer " + token}});
  }

  SendResult ReadSend(const SendReply& reply) const override { return ReadSinchSend(reply); }
};

const RegisterProvider kRegistered("sinch", std::make_unique<Sinch>());

}  // namespace
}  // namespace tipline::gateway
