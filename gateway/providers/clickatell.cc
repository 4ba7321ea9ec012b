// Clickatell (the Platform, not the old Central): SMS, delivery reports, sending (providers.md
// §4.8). Nothing is signed: the URL holds a secret path, and an `apiKey` in the body must be the
// channel's, where both are there.
//
//   POST /hooks/{channel}/sms/{token}
//   {"messageId":"a1","fromNumber":"254700000001","toNumber":"254700000099",
//    "timestamp":1700000000000,"text":"Need help","charset":"UTF-8"}      -> 200
//
// A text in another charset comes as percent-encoded bytes. Unverified: whether a webhook is sent
// again (503 while we cannot take it), and the meaning of report code 4, "received by recipient" in
// older tables (option code_4: sent, which is the default, or delivered). The One API's callbacks,
// {"event":{"moText":[…]}} and {"event":{"messageStatusUpdate":[…]}}, are read by what examples
// show: by what is in them, whatever the name, be it a list or not. Sending goes by the REST API or
// (option api = one) by the One API.
//
// Tests: tests/data/providers/clickatell.json.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/charset.h"
#include "gateway/providers/clickatell_codes.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/udh.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr int64_t kLastMillisecond = 253'402'300'799'999;  // of the year 9999

// The first of `names` that is there. The One API has names of its own for the same.
std::optional<std::string> Find(const json& object, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (std::optional<std::string> value = ScalarIn(object, name)) return value;
  return std::nullopt;
}

// Milliseconds; a date as text is taken, too.
std::optional<TimePoint> SentAt(const json& object) {
  const std::optional<int64_t> milliseconds = IntegerIn(object, "timestamp");
  if (!milliseconds) return OptionalTime(TextIn(object, "timestamp"));
  if (*milliseconds <= 0 || *milliseconds > kLastMillisecond) return std::nullopt;
  return FromMillis(*milliseconds);
}

// In another charset than UTF-8 it is bytes, percent-encoded. One that is unknown: as it came.
Secret<std::string> WordsOf(const json& object) {
  std::string text = Find(object, {"text", "content"}).value_or("");
  if (text.empty()) text = WordsAnywhere(object);
  const std::string charset = TextIn(object, "charset");
  if (charset.empty() || EqualsIgnoringCase(charset, "UTF-8")) return KeptWords(text);
  const Result<std::string> decoded = ToUtf8(http::UrlDecode(text, true), charset);
  return KeptWords(decoded ? *decoded : text);
}

Result<Inbound> ParseSms(const json& object, const ChannelSettings& channel, Inbound inbound) {
  inbound.kind = InboundKind::kSms;
  inbound.text = WordsOf(object);
  TRY(SenderOfWords("fromNumber", Find(object, {"fromNumber", "from"}), channel, inbound,
                    NumberForm::kInternational));
  // The One API carries chats, too. Whoever chose one must not be answered by SMS.
  const std::string by = TextIn(object, "channel");
  if (!by.empty() && !EqualsIgnoringCase(by, "sms")) {
    inbound.from = Secret<std::string>();
    inbound.from_is_msisdn = false;
  }
  const std::string to = Find(object, {"toNumber", "to"}).value_or("");
  inbound.to = OptionalAddress(&to);
  inbound.provider_id = IdIn(object, "messageId");
  inbound.sent_at = SentAt(object);
  inbound.concat = ConcatOfUdh(TextIn(object, "udh"));
  return inbound;
}

Result<Inbound> ParseStatus(const json& object, const ChannelSettings& channel, Inbound inbound) {
  inbound.kind = InboundKind::kStatus;
  const std::string id = TextIn(object, "messageId");
  TRY_ASSIGN(inbound.provider_id, ReadId("messageId", &id));
  const std::string code = TextIn(object, "statusCode");
  const std::string word = TextIn(object, "status");
  if (code.empty() && word.empty()) return Invalid("field statusCode: missing");
  inbound.reference = IdIn(object, "clientMessageId");
  inbound.sent_at = SentAt(object);
  const auto option = channel.options.find("code_4");
  const bool is_final = option != channel.options.end() && option->second == "delivered";
  const std::optional<DeliveryState> state = ClickatellState(code, word, is_final);
  inbound.ignore = !state.has_value();
  inbound.state = state.value_or(DeliveryState::kQueued);
  if (!state)
    inbound.reason = "unknown status";
  else if (*state != DeliveryState::kSent && *state != DeliveryState::kDelivered)
    inbound.reason = ReasonWord(code.empty() ? word : code);
  return inbound;
}

// One that comes to the other's URL is taken as well: words must not be lost by a setting.
bool IsReport(const json& object, InboundKind event) {
  if (Find(object, {"text", "content"})) return false;
  if (Find(object, {"statusCode", "status"})) return true;
  return event == InboundKind::kStatus && WordsAnywhere(object).empty();
}

Result<Inbound> ParseOne(const json& object, InboundKind event, const ChannelSettings& channel) {
  Inbound inbound;
  inbound.channel = channel.id;
  return IsReport(object, event) ? ParseStatus(object, channel, std::move(inbound))
                                 : ParseSms(object, channel, std::move(inbound));
}

std::vector<Inbound> ParseEvents(const json& events, InboundKind event,
                                 const ChannelSettings& channel) {
  std::vector<Inbound> all;
  const auto take = [&](const json& object) {
    if (Result<Inbound> one = ParseOne(object, event, channel)) all.push_back(*std::move(one));
  };
  for (const auto& [name, value] : events.items()) {
    if (value.is_array())
      std::for_each(value.begin(), value.end(), take);
    else
      take(value);
  }
  if (all.empty() && !WordsAnywhere(events).empty()) take(events);
  std::stable_partition(all.begin(), all.end(),
                        [](const Inbound& one) { return one.kind == InboundKind::kSms; });
  return all;
}

class Clickatell final : public QuietProvider {
 public:
  ProviderInfo Info() const override {
    return {"Clickatell (Platform)", "SMS",
            "documentation and SDK of the provider; retries, report code 4 and the One API's "
            "callbacks are unverified"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"path_token", true}, {"path_token_old"}, {"api_key"}};
  }

  std::vector<OptionName> Options() const override {
    return {{"api", "rest or one",
             [](std::string_view value) { return value == "rest" || value == "one"; }},
            {"code_4", "sent or delivered",
             [](std::string_view value) { return value == "sent" || value == "delivered"; }}};
  }

  Status Authenticate(const http::Request& request, InboundKind /*event*/, std::string_view token,
                      const ChannelSettings& channel, const Settings& /*settings*/) const override {
    TRY(CheckPathToken(token, channel));
    const auto key = channel.secrets.find("api_key");
    if (key == channel.secrets.end() || key->second.empty()) return Unit{};
    const Result<json> body = ReadJson(request.body);
    if (!body) return Unit{};  // Parse says so
    const std::string sent = TextIn(*body, "apiKey");
    if (!sent.empty() && !ConstantTimeEqual(sent, key->second.Reveal()))
      return Denied("field apiKey: not the channel's api_key");
    return Unit{};
  }

  Result<std::vector<Inbound>> ParseAll(const http::Request& request, InboundKind event,
                                        const ChannelSettings& channel) const override {
    if (event != InboundKind::kSms && event != InboundKind::kStatus)
      return NotFound("clickatell has no such event");
    TRY_ASSIGN(const json body, ReadJsonObject(request.body));
    const auto events = body.find("event");
    if (events != body.end() && events->is_object()) return ParseEvents(*events, event, channel);
    TRY_ASSIGN(Inbound inbound, ParseOne(body, event, channel));
    return std::vector<Inbound>{std::move(inbound)};
  }

  // Reports go to the URL set in the portal, whatever `status_url` says, and carry clientMessageId.
  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& /*context*/) const override {
    TRY(CheckOutbound(message));
    const auto api = channel.options.find("api");
    const bool one = api != channel.options.end() && api->second == "one";
    TRY_ASSIGN(std::string url, ApiUrl(channel, one ? "/v1/message" : "/messages"));
    TRY_ASSIGN(const std::string key, SecretOf(channel, "api_key"));
    const std::string to = WithoutPlus(message.to.Reveal());
    json body = {{"content", message.text.Reveal()}, {"clientMessageId", message.id}};
    body["to"] = one ? json(to) : json::array({to});
    const std::string from = WithoutPlus(SenderOf(message, channel));
    if (!from.empty()) body["from"] = from;
    if (one) body["channel"] = "sms";
    return JsonPost(std::move(url), one ? json{{"messages", json::array({body})}} : body,
                    {{"Accept", "application/json"}, {"Authorization", key}});
  }

  SendResult ReadSend(const SendReply& reply) const override { return ReadClickatellSend(reply); }
};

const RegisterProvider kRegistered("clickatell", std::make_unique<Clickatell>());

}  // namespace
}  // namespace tipline::gateway
