#include "gateway/providers/vonage_messages.h"

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "flows/base/text.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/jwt.h"
#include "gateway/providers/vonage_codes.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr size_t kMaxTextCharacters = 1000;  // of the provider's SDK
constexpr int64_t kTokenSeconds = 15 * 60;

// The words of a text, or those that stand in an object named by the type: under a picture
// ({"message_type":"image","image":{"caption":"…"}}), of a button, of a place with where it is.
std::string WordsOf(const json& body) {
  if (std::optional<std::string> text = ScalarIn(body, "text")) return *std::move(text);
  const json& content = ObjectIn(body, TextIn(body, "message_type"));
  std::string words;
  for (const char* name : {"text", "caption", "title", "name", "address", "lat", "long"}) {
    const std::string value = TextIn(content, name);
    if (!value.empty()) words += (words.empty() ? "" : ", ") + value;
  }
  return words;
}

// The Messages API carries chats, too. Only what came by the phone network may be answered by SMS:
// the id of another app is nobody's number, and whoever chose an app that hides what is said must
// not find an answer among the messages that anybody with the phone can read.
bool CameByNetwork(const json& body) {
  const std::string channel = TextIn(body, "channel");
  return channel.empty() || EqualsIgnoringCase(channel, "sms") ||
         EqualsIgnoringCase(channel, "mms");
}

Result<Inbound> ParseReport(const json& body, Inbound inbound) {
  inbound.kind = InboundKind::kStatus;
  const std::string id = TextIn(body, "message_uuid");
  TRY_ASSIGN(inbound.provider_id, ReadId("message_uuid", &id));
  inbound.reference = IdIn(body, "client_ref");
  const std::string code = VonageProblem(ObjectIn(body, "error"));
  inbound.reason = ReasonWord(code);
  const auto state = VonageMessageState(TextIn(body, "status"), code);
  inbound.ignore = !state.has_value();
  if (state)
    inbound.state = *state;
  else
    inbound.reason = "unknown status";
  return inbound;
}

Result<std::string> Authorization(const ChannelSettings& channel, const SendContext& context) {
  if (channel.secrets.count("application_id") == 0) {
    TRY_ASSIGN(const std::string key, SecretOf(channel, "api_key"));
    TRY_ASSIGN(const std::string secret, SecretOf(channel, "api_secret"));
    return "Basic " + Base64(key + ":" + secret);
  }
  TRY_ASSIGN(const std::string application, SecretOf(channel, "application_id"));
  TRY_ASSIGN(const std::string key, SecretOf(channel, "private_key"));
  const int64_t now = ToMillis(context.now) / 1000;
  const Result<std::string> token = SignJwtRs256(key, {{"application_id", application},
                                                       {"iat", now},
                                                       {"exp", now + kTokenSeconds},
                                                       {"jti", context.nonce}});
  if (!token)
    return Unavailable("channel " + channel.id + ": secret private_key: " + token.error().message);
  return "Bearer " + *token;
}

}  // namespace

bool IsVonageMessage(const json& body) {
  return body.is_object() && body.contains("message_uuid");
}

Result<Inbound> ParseVonageMessage(const json& body, const ChannelSettings& channel,
                                   Inbound inbound) {
  inbound.sent_at = OptionalTime(TextIn(body, "timestamp"));
  if (body.contains("status")) return ParseReport(body, std::move(inbound));
  inbound.kind = InboundKind::kSms;
  inbound.text = KeptWords(WordsOf(body));
  if (CameByNetwork(body)) {
    TRY(SenderOfWords("from", ScalarIn(body, "from"), channel, inbound,
                      NumberForm::kInternational));
  } else {
    inbound.from_is_msisdn = false;  // the words go to staff
  }
  inbound.to = AddressIn(body, "to");
  inbound.provider_id = IdIn(body, "message_uuid");
  return inbound;
}

Result<SendRequest> BuildVonageMessage(const Outbound& message, const ChannelSettings& channel,
                                       const SendContext& context) {
  TRY(CheckOutbound(message));
  if (CharacterCount(message.text.Reveal()) > kMaxTextCharacters)
    return Invalid("field text: longer than 1000 characters");
  TRY_ASSIGN(std::string url, ApiUrl(channel, "/v1/messages"));
  TRY_ASSIGN(const std::string from, NeededSender(message, channel));
  TRY_ASSIGN(const std::string authorization, Authorization(channel, context));
  // Reports go to the URL of the application, whatever `status_url` says, and carry client_ref.
  return JsonPost(std::move(url),
                  {{"message_type", "text"},
                   {"channel", "sms"},
                   {"to", WithoutPlus(message.to.Reveal())},
                   {"from", WithoutPlus(from)},
                   {"text", message.text.Reveal()},
                   {"client_ref", message.id}},
                  {{"Accept", "application/json"}, {"Authorization", authorization}});
}

}  // namespace tipline::gateway
