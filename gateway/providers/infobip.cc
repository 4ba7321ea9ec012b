// Infobip: SMS in batches, delivery reports in batches, sending (providers.md §4.3), and USSD
// (infobip_ussd.h). Nothing is signed by default: the URL holds a secret path.
//
//   POST /hooks/{channel}/sms/{token}
//   {"results":[{"messageId":"...","from":"254700000001","to":"22395","text":"...",
//    "receivedAt":"2026-01-31T08:15:00.123+0000"}]}
//   -> 200, nothing in it
//
// Unverified: what else webhooks can be signed with, and when they are sent again. Where the
// subscription has a user and a password (webhook_username, webhook_password), they are checked as
// well; client certificates are the proxy's. A batch may have 1 MiB. Parts of a long SMS come
// joined; of an MMS, the parts that are text. A USSD call that cannot be read gets HTTP 400, not
// exit code 400 with HTTP 200: both end the session, and this one is counted. Tests:
// tests/data/providers/infobip.json.
#include <nlohmann/json.hpp>

#include "gateway/providers/basic_auth.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/infobip_codes.h"
#include "gateway/providers/infobip_ussd.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr const char* kSendPath = "/sms/3/messages";

// `text`; without one, what is left of it behind a keyword, or the text parts of an MMS.
std::string WordsOf(const json& result) {
  std::string words = TextIn(result, "text");
  if (words.empty()) words = TextIn(result, "cleanText");
  if (!words.empty()) return words;
  for (const json& part : ArrayIn(result, "message")) {
    if (!TextIn(part, "contentType").starts_with("text/")) continue;
    if (!words.empty()) words += '\n';
    words += TextIn(part, "value");
  }
  return words.empty() ? WordsAnywhere(result) : words;
}

// {"results":[…]}; also one that is no list, a list without the name, or a message by itself.
// kInvalid: nothing of that, so nobody may be told that it was taken.
Result<std::vector<json>> ResultsOf(const json& body) {
  const json* results = body.is_object() ? Member(body, "results") : &body;
  if (results == nullptr) results = &body;
  if (results->is_array()) return results->get<std::vector<json>>();
  if (results->is_object() &&
      (results != &body || Member(body, "messageId") != nullptr || !WordsOf(body).empty()))
    return std::vector<json>{*results};
  return Invalid("field results: allowed: a list");
}

// One that comes to the other's URL is taken as well: words must not be lost by a setting.
bool IsReport(const json& result, InboundKind event) {
  if (event == InboundKind::kSms && !TextIn(result, "text").empty()) return false;
  if (!ObjectIn(result, "status").empty()) return true;
  return event == InboundKind::kStatus && WordsOf(result).empty();
}

Result<Inbound> ReadSms(const json& result, const ChannelSettings& channel, Inbound inbound) {
  inbound.kind = InboundKind::kSms;
  // One message is not longer than all that others may send; what is cut is no SMS.
  inbound.text = KeptWords(WordsOf(result).substr(0, http::kMaxBodyBytes));
  TRY(SenderOfWords("from", ScalarIn(result, "from"), channel, inbound,
                    NumberForm::kInternational));
  inbound.to = AddressIn(result, "to");
  inbound.provider_id = IdIn(result, "messageId");
  inbound.sent_at = OptionalTime(TextIn(result, "receivedAt"));
  return inbound;
}

// `ref` is what the URL says that we gave with the message, where there is one report.
Result<Inbound> ReadReport(const json& result, const std::string& ref, Inbound inbound) {
  inbound.kind = InboundKind::kStatus;
  const std::optional<std::string> id = ScalarIn(result, "messageId");
  TRY_ASSIGN(inbound.provider_id, ReadId("messageId", id ? &*id : nullptr));
  inbound.reference = IdIn(result, "callbackData");
  if (inbound.reference.empty()) inbound.reference = ref;
  const json& status = ObjectIn(result, "status");
  const std::optional<DeliveryState> state = InfobipState(status);
  if (!state) {
    inbound.ignore = true;
    inbound.reason = "not a delivery state";
    return inbound;
  }
  inbound.state = *state;
  if (WentWell(*state)) return inbound;
  const json& error = ObjectIn(result, "error");  // id 0 is NO_ERROR
  const bool has_error = IntegerIn(error, "id").value_or(0) != 0;
  inbound.reason = ReasonWord(TextIn(has_error ? error : status, "name"));
  return inbound;
}

class Infobip final : public QuietProvider {
 public:
  ProviderInfo Info() const override {
    return {"Infobip", "USSD, SMS",
            "documentation of the provider; not sure: signing and retries of webhooks; USSD as an "
            "open-source client speaks it"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"path_token", true}, {"path_token_old"},   {"api_key"},
            {"webhook_username"}, {"webhook_password"}, {"webhook_password_old"}};
  }

  Status Authenticate(const http::Request& request, InboundKind /*event*/, std::string_view token,
                      const ChannelSettings& channel, const Settings& /*settings*/) const override {
    TRY(CheckPathToken(token, channel));
    return CheckBasic(request, channel, "webhook_username",
                      {"webhook_password", "webhook_password_old"});
  }

  size_t MaxBody() const override { return http::kMostBodyBytes; }

  Result<std::vector<Inbound>> ParseAll(const http::Request& request, InboundKind event,
                                        const ChannelSettings& channel) const override {
    std::vector<Inbound> all;
    if (event == InboundKind::kUssd) {
      TRY_ASSIGN(Inbound inbound, ParseInfobipUssd(request, channel));
      all.push_back(std::move(inbound));
      return all;
    }
    if (event != InboundKind::kSms && event != InboundKind::kStatus)
      return NotFound("infobip has no such event");
    TRY_ASSIGN(const json body, ReadJson(request.body, MaxBody()));
    const Inbound empty = NewInbound(event, channel);
    TRY_ASSIGN(const std::vector<json> results, ResultsOf(body));
    const std::string ref =
        results.size() == 1 ? OptionalId(http::Form(request.query).Find("ref")) : std::string();
    for (const json& result : results) {
      Result<Inbound> one = IsReport(result, event) ? ReadReport(result, ref, empty)
                                                    : ReadSms(result, channel, empty);
      if (one) all.push_back(*std::move(one));  // one that holds nothing must not cost the others
    }
    return all;
  }

  http::Response Render(const Inbound& inbound, const Reply& reply) const override {
    if (inbound.kind == InboundKind::kUssd || inbound.kind == InboundKind::kUssdEnd)
      return RenderInfobipUssd(inbound, reply);
    return http::Response::Text("");
  }

  http::Response RenderUnavailable(InboundKind event, std::string_view text) const override {
    return UnavailableScreen(*this, event, text);
  }

  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& context) const override {
    TRY(CheckOutbound(message));
    TRY_ASSIGN(std::string url, ApiUrl(channel, kSendPath));
    TRY_ASSIGN(const std::string key, SecretOf(channel, "api_key"));
    TRY_ASSIGN(const std::string from, NeededSender(message, channel));
    // No messageId of ours: what Infobip says to one that it has seen is not known, and a message
    // of unknown fate is sent again.
    json sms = {{"sender", WithoutPlus(from)},
                {"destinations", json::array({{{"to", WithoutPlus(message.to.Reveal())}}})},
                {"content", {{"text", message.text.Reveal()}}},
                {"webhooks", {{"callbackData", message.id}}}};
    if (!context.status_url.empty())
      sms["webhooks"]["delivery"] = {{"url", context.status_url},
                                     {"contentType", "application/json"}};
    return JsonPost(std::move(url), json{{"messages", json::array({sms})}},
                    {{"Accept", "application/json"}, {"Authorization", "App " + key}});
  }

  SendResult ReadSend(const SendReply& reply) const override { return ReadInfobipSend(reply); }
};

const RegisterProvider kRegistered("infobip", std::make_unique<Infobip>());

}  // namespace
}  // namespace tipline::gateway
