// Hubtel programmable services (Ghana): USSD, SMS sending (providers.md §5.1). Emergent and
// cross-switch (§5.9) speak the same with other names in the reply. Nothing is signed: the URL
// holds a secret path, and the channel's allow_from can name the provider's addresses.
//
//   POST /hooks/{channel}/ussd/{token}
//   {"SessionId":"0011...","Type":"Initiation","Message":"*713*4#","Mobile":"233200000001",
//    "ServiceCode":"713*4","Operator":"mtn","Sequence":1,"Platform":"USSD"}
//   -> {"SessionId":"0011...","Type":"response","Message":"...","Label":"Menu","DataType":"input",
//       "FieldType":"text"}
//
// All types come to one URL; Timeout and Release end the session and are answered 200. Nothing of a
// person goes into ClientState, which the gateway would keep. Sessions of an app or a web shop
// belong to an account with a name: they are told to dial, and nothing is stored.
// Unverified: the status codes of the SMS API (all but 0 are taken for "not known"), its currency
// (no cost is read), SMS in and its reports (not served), all of Emergent but its field names, so
// there "Timeout" and "Release" are the end, too. Tests: tests/data/providers/hubtel.json,
// emergent.json.
#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "flows/base/json.h"
#include "flows/base/text.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr const char* kSendPath = "/v1/messages/send";
constexpr const char* kTitle = "Menu";  // says nothing of what was dialled
constexpr const char* kDialInstead = "Please dial the short code on a phone.";

struct Variant {
  const char* name;
  const char* title;
  const char* carries;
  const char* verified;
  bool emergent;
};
constexpr Variant kHubtel = {"hubtel", "Hubtel (Ghana)", "USSD, SMS out",
                             "SDK and developer portal of the provider; SMS codes not", false};
constexpr Variant kEmergent = {"emergent", "Emergent, cross-switch (Interpay)", "USSD",
                               "a third party's library only: experimental", true};

// What was dialled behind the code: "3*5" of "*713*4*3*5#" on 713*4. A service id instead of a code
// leaves nothing.
std::string DialledBehind(std::string_view message, std::string_view code) {
  while (!message.empty() && message.back() == ' ')
    message.remove_suffix(1);
  while (code.starts_with('*'))
    code.remove_prefix(1);
  while (code.ends_with('#'))
    code.remove_suffix(1);
  const std::string start = "*" + std::string(code) + "*";
  if (code.empty() || !message.starts_with(start)) return {};
  message.remove_prefix(start.size());
  if (message.ends_with('#')) message.remove_suffix(1);
  return std::string(message);
}

std::string ServiceCode(const json& body, const Variant& variant) {
  for (const char* name : {"ServiceCode", "serviceCode"}) {
    std::string code = AddressIn(body, name);
    if (!code.empty()) return code;
  }
  return variant.emergent ? AddressIn(body, "USERID") : std::string();
}

Result<Inbound> ParseTurn(const json& body, const ChannelSettings& channel, const Variant& variant,
                          Inbound inbound) {
  const std::string type = AsciiLower(TextIn(body, "Type"));
  TRY_ASSIGN(inbound.session, ReadId("SessionId", PointerTo(ScalarIn(body, "SessionId"))));
  TRY(ReadSender("Mobile", PointerTo(ScalarIn(body, "Mobile")), channel, inbound,
                 NumberForm::kInternational));
  inbound.to = ServiceCode(body, variant);
  if (type == "timeout" || type == "release" ||
      (inbound.kind == InboundKind::kUssdEnd && type.empty())) {
    inbound.kind = InboundKind::kUssdEnd;
    inbound.reason = ReasonWord(type);
    return inbound;
  }
  inbound.kind = InboundKind::kUssd;  // whichever of our URLs it came to: somebody waits
  const std::string platform = TextIn(body, "Platform");
  if (!platform.empty() && !EqualsIgnoringCase(platform, "USSD")) {
    inbound.ignore = true;
    inbound.reason = "platform";
    return inbound;
  }
  inbound.text = KeptWords(TextIn(body, "Message"));
  inbound.first = type == "initiation";
  if (inbound.first) {
    const std::string behind = DialledBehind(inbound.text.Reveal(), inbound.to);
    inbound.dialled = !behind.empty();
    inbound.text = Secret<std::string>(behind);
  }
  const int64_t sequence = IntegerIn(body, "Sequence").value_or(0);
  if (sequence > 0) {
    inbound.turn = sequence;
    inbound.provider_id = TurnId(inbound.session, sequence);
  }
  return inbound;
}

std::string HubtelScreen(const Inbound& inbound, const std::string& text, bool ends) {
  return DumpJson(json{{"SessionId", inbound.session},
                       {"Type", ends ? "release" : "response"},
                       {"Message", text},
                       {"Label", kTitle},
                       {"DataType", ends ? "display" : "input"},
                       {"FieldType", "text"}});
}

std::string EmergentScreen(const std::string& text, bool ends) {
  if (ends) return DumpJson(json{{"Message", text}, {"Type", "Release"}});
  return DumpJson(json{{"Message", text}, {"Type", "Response"}, {"MaskNextRoute", true}});
}

// {"rate":0.03,"messageId":"...","status":0,"networkId":"...","clientReference":null,
//  "statusDescription":"..."}
SendResult ReadHubtelSend(const SendReply& reply) {
  SendResult result = ResultOfHttp(reply);
  if (result.outcome != SendClass::kSent) return result;
  const Result<json> body = ReadJson(reply.body);
  const std::string status = body ? TextIn(*body, "status") : "";
  if (status.empty()) return ResultOf(SendClass::kUnsure, "unreadable answer");
  if (status != "0") return ResultOf(SendClass::kUnsure, "status " + ReasonWord(status));
  result.state = DeliveryState::kQueued;
  result.provider_id = IdIn(*body, "messageId");
  return result;
}

class Hubtel final : public SecretPathProvider {
 public:
  explicit Hubtel(const Variant& variant) : variant_(variant) {}

  ProviderInfo Info() const override {
    return {variant_.title, variant_.carries, variant_.verified};
  }

  std::vector<SecretName> Secrets() const override {
    if (variant_.emergent) return {{"path_token", true}, {"path_token_old"}};
    return {{"path_token", true}, {"path_token_old"}, {"client_id"}, {"client_secret"}};
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    if (event != InboundKind::kUssd && event != InboundKind::kUssdEnd)
      return NotFound(std::string(variant_.name) + " has no such event");
    TRY_ASSIGN(const json body, ReadJsonObject(RepairUtf8(request.body)));
    Inbound inbound = NewInbound(event, channel);
    return ParseTurn(body, channel, variant_, std::move(inbound));
  }

  http::Response Render(const Inbound& inbound, const Reply& reply) const override {
    if (inbound.kind != InboundKind::kUssd) return http::Response::Json("{}");
    const std::string text = inbound.ignore && reply.text.empty() ? kDialInstead : reply.text;
    const bool ends = reply.ends || inbound.ignore;
    return http::Response::Json(variant_.emergent ? EmergentScreen(text, ends)
                                                  : HubtelScreen(inbound, text, ends));
  }

  // Without the session, which is not known here: the network has only one dialogue with the phone.
  http::Response RenderUnavailable(InboundKind event, std::string_view text) const override {
    return UnavailableScreen(*this, event, text);
  }

  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& /*context*/) const override {
    if (variant_.emergent) return Unavailable("channel " + channel.id + ": emergent sends no SMS");
    TRY(CheckOutbound(message));
    TRY_ASSIGN(std::string url, ApiUrl(channel, kSendPath));
    TRY_ASSIGN(const std::string id, SecretOf(channel, "client_id"));
    TRY_ASSIGN(const std::string secret, SecretOf(channel, "client_secret"));
    TRY_ASSIGN(const std::string from, NeededSender(message, channel));
    // By GET the number, the words and the secret would stand in the URL.
    return JsonPost(
        std::move(url),
        {{"From", from}, {"To", message.to.Reveal().substr(1)}, {"Content", message.text.Reveal()}},
        {{"Accept", "application/json"}, {"Authorization", "Basic " + Base64(id + ":" + secret)}});
  }

  SendResult ReadSend(const SendReply& reply) const override { return ReadHubtelSend(reply); }

 private:
  const Variant& variant_;
};

const RegisterProvider kHubtelRegistered("hubtel", std::make_unique<Hubtel>(kHubtel));
const RegisterProvider kEmergentRegistered("emergent", std::make_unique<Hubtel>(kEmergent));

}  // namespace
}  // namespace tipline::gateway
