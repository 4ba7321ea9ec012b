// Beem (Tanzania): USSD, SMS sending, and, experimental, delivery reports and SMS in (providers.md
// §5.4). Nothing is signed: the URL holds a secret path.
//
//   POST /hooks/{channel}/ussd/{token}
//   {"command":"continue","msisdn":"255700000001","session_id":"9001","operator":"vodacom",
//    "payload":{"request_id":1,"response":"2"}}
//   -> {"command":"continue","msisdn":"255700000001","operator":"vodacom","session_id":"9001",
//       "payload":{"request_id":2,"request":"..."}}
//
// request_id is 0 on the first turn and then what we sent last, so we count it up and it numbers
// the turns. The reply has to name the operator: Inbound::reference, which a USSD turn has no other
// use for, keeps it. Unverified (two libraries of third parties agree, no more): everything about
// reports and SMS in. They are taken as JSON or form; "pending" and "retry" change nothing; a time
// without a zone is read as UTC. Tests: tests/data/providers/beem.json.
#include <array>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "flows/base/gsm7.h"
#include "flows/base/json.h"
#include "flows/base/text.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/charset.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr const char* kSendPath = "/v1/send";
constexpr size_t kMaxOperatorBytes = 32;
constexpr int64_t kLastRequest = 1'000'000'000;  // more is no count

struct SendCode {
  int64_t code;
  SendClass outcome;
};
constexpr std::array<SendCode, 8> kSendCodes = {{{101, SendClass::kPermanent},
                                                 {102, SendClass::kConfig},
                                                 {103, SendClass::kTemporary},
                                                 {104, SendClass::kPermanent},
                                                 {105, SendClass::kConfig},
                                                 {106, SendClass::kPermanent},
                                                 {107, SendClass::kConfig},
                                                 {108, SendClass::kConfig}}};
constexpr int64_t kSubmitted = 100;

std::string TrimmedStart(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  return std::string(begin == std::string_view::npos ? std::string_view() : text.substr(begin));
}

// Fields of JSON or of a form, for nobody has said which it is: as one flat object.
Result<json> ReadFields(const http::Request& request) {
  if (TrimmedStart(request.body).starts_with('{')) return ReadJsonObject(RepairUtf8(request.body));
  json fields = json::object();
  const http::Form form = BodyThenQuery(request);
  for (const auto& [name, value] : form.fields())
    if (!fields.contains(name)) fields[name] = *ToUtf8(value, "8-BIT");
  return fields;
}

Result<Inbound> ParseTurn(const json& body, const ChannelSettings& channel, Inbound inbound) {
  TRY_ASSIGN(inbound.session, ReadId("session_id", PointerTo(ScalarIn(body, "session_id"))));
  TRY(ReadSender("msisdn", PointerTo(ScalarIn(body, "msisdn")), channel, inbound,
                 NumberForm::kInternational));
  const std::string command = AsciiLower(TextIn(body, "command"));
  if (command == "terminate" || (inbound.kind == InboundKind::kUssdEnd && command.empty())) {
    inbound.kind = InboundKind::kUssdEnd;
    inbound.reason = ReasonWord(command);
    return inbound;
  }
  inbound.kind = InboundKind::kUssd;  // whichever of our URLs it came to: somebody waits
  inbound.first = command == "initiate";
  const std::string network = TextIn(body, "operator");
  if (network.size() <= kMaxOperatorBytes) inbound.reference = network;
  const json& payload = ObjectIn(body, "payload");
  if (!inbound.first) inbound.text = KeptWords(TextIn(payload, "response"));
  const int64_t request = inbound.first ? 0 : IntegerIn(payload, "request_id").value_or(-1);
  if (request < 0 || request > kLastRequest) return inbound;
  inbound.turn = request + 1;
  inbound.provider_id = TurnId(inbound.session, inbound.turn);
  return inbound;
}

Result<Inbound> ParseSms(const json& fields, const ChannelSettings& channel, Inbound inbound) {
  inbound.text = KeptWords(TextIn(fields, "message"));
  TRY(SenderOfWords("from", ScalarIn(fields, "from"), channel, inbound,
                    NumberForm::kInternational));
  inbound.to = AddressIn(fields, "to");
  inbound.sent_at = OptionalTime(TextIn(fields, "timestamp"));
  return inbound;
}

Result<Inbound> ParseStatus(const json& fields, Inbound inbound) {
  TRY_ASSIGN(inbound.provider_id, ReadId("request_id", PointerTo(ScalarIn(fields, "request_id"))));
  const std::string status = AsciiLower(TextIn(fields, "status"));
  if (status.empty()) return Invalid("field status: missing");
  if (status == "delivered") {
    inbound.state = DeliveryState::kDelivered;
  } else if (status == "failed") {
    inbound.state = DeliveryState::kFailed;
  } else if (status == "pending" || status == "retry") {
    inbound.state = DeliveryState::kQueued;
    inbound.reason = status;
  } else {
    inbound.ignore = true;
    inbound.reason = "unknown status";
  }
  return inbound;
}

// {"successful":true,"request_id":35918915,"code":100,"message":"...","valid":1,"invalid":0,
//  "duplicates":0}; refusals of the login have the code inside "data".
SendResult ReadBeemSend(const SendReply& reply) {
  SendResult by_status = ResultOfHttp(reply);
  const bool taken = by_status.outcome == SendClass::kSent;
  const Result<json> body = ReadJson(reply.body);
  std::optional<int64_t> code = body ? IntegerIn(*body, "code") : std::nullopt;
  if (body && !code) code = IntegerIn(ObjectIn(*body, "data"), "code");
  if (!code) return taken ? ResultOf(SendClass::kUnsure, "unreadable answer") : by_status;
  for (const SendCode& known : kSendCodes) {
    if (known.code != *code) continue;
    SendResult result = ResultOf(known.outcome, std::to_string(*code));
    result.retry_after = by_status.retry_after;
    return result;
  }
  if (!taken) return by_status;
  if (*code != kSubmitted) return ResultOf(SendClass::kUnsure, "unknown code");
  if (IntegerIn(*body, "valid") == 0 && IntegerIn(*body, "invalid").value_or(0) > 0)
    return ResultOf(SendClass::kPermanent, "invalid");
  SendResult result = ResultOf(SendClass::kSent, "");
  result.state = DeliveryState::kQueued;
  result.provider_id = IdIn(*body, "request_id");
  return result;
}

class Beem final : public SecretPathProvider {
 public:
  ProviderInfo Info() const override {
    return {"Beem (Tanzania)", "USSD, SMS out; SMS in and reports experimental",
            "two libraries of third parties"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"path_token", true}, {"path_token_old"}, {"api_key"}, {"secret_key"}};
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    Inbound inbound = NewInbound(event, channel);
    if (event == InboundKind::kUssd || event == InboundKind::kUssdEnd) {
      TRY_ASSIGN(const json body, ReadJsonObject(RepairUtf8(request.body)));
      return ParseTurn(body, channel, std::move(inbound));
    }
    TRY_ASSIGN(const json fields, ReadFields(request));
    if (event == InboundKind::kSms) return ParseSms(fields, channel, std::move(inbound));
    return ParseStatus(fields, std::move(inbound));
  }

  http::Response Render(const Inbound& inbound, const Reply& reply) const override {
    if (inbound.kind != InboundKind::kUssd) return http::Response::Json("{}");
    const std::string& from = inbound.from.Reveal();
    const int64_t request = inbound.turn == 0 ? 1 : inbound.turn;
    return http::Response::Json(
        DumpJson(json{{"command", reply.ends ? "terminate" : "continue"},
                      {"msisdn", from.starts_with('+') ? from.substr(1) : from},
                      {"operator", inbound.reference},
                      {"session_id", inbound.session},
                      {"payload", {{"request_id", request}, {"request", reply.text}}}}));
  }

  // Without session and number, which are not known here.
  http::Response RenderUnavailable(InboundKind event, std::string_view text) const override {
    return UnavailableScreen(*this, event, text);
  }

  // Reports go to the URL set in the dashboard, whatever `status_url` says, and carry the
  // provider's id.
  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& /*context*/) const override {
    TRY(CheckOutbound(message));
    TRY_ASSIGN(std::string url, ApiUrl(channel, kSendPath));
    TRY_ASSIGN(const std::string key, SecretOf(channel, "api_key"));
    TRY_ASSIGN(const std::string secret, SecretOf(channel, "secret_key"));
    TRY_ASSIGN(const std::string from, NeededSender(message, channel));
    const std::string& text = message.text.Reveal();
    const json recipient = {{"recipient_id", 1}, {"dest_addr", message.to.Reveal().substr(1)}};
    const json body = {{"source_addr", from},
                       {"schedule_time", ""},
                       {"encoding", Gsm7Septets(text) ? 0 : 8},
                       {"message", text},
                       {"recipients", json::array({recipient})}};
    return JsonPost(
        std::move(url), body,
        {{"Accept", "application/json"}, {"Authorization", "Basic " + Base64(key + ":" + secret)}});
  }

  SendResult ReadSend(const SendReply& reply) const override { return ReadBeemSend(reply); }
};

const RegisterProvider kRegistered("beem", std::make_unique<Beem>());

}  // namespace
}  // namespace tipline::gateway
