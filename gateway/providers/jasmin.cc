// Jasmin: SMS from its HTTP client connector, delivery reports, sending over its HTTP API
// (providers.md §4.10). Nothing is signed: the URL holds a secret path.
//
//   GET or POST form /hooks/{channel}/sms/{token}
//     id, from, to, origin-connector, content, binary, coding, priority, validity
//   GET or POST form /hooks/{channel}/status/{token}?ref=...
//     id, level, message_status, connector; level 2: id_smsc, sub, dlvrd, subdate, donedate, err
//   -> 200, body exactly "ACK/Jasmin"; anything else comes again, 3 times, 30 s apart
//
// `content` is what the network sent, byte by byte; `binary` is the same in hex and is read before
// it. Coding 0 is whatever alphabet the operator's SMSC has by default: GSM 7-bit with one septet
// per byte unless the channel's option says otherwise. Jasmin joins long messages itself.
// Unverified: whether a 404 ends the retries (none is ever given for a message), how a user data
// header of a language shift table would come (it is not looked for).
// Tests: tests/data/providers/jasmin.json.
#include <array>

#include "flows/base/ascii.h"
#include "flows/base/gsm7.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/jasmin_codes.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/udh.h"

namespace tipline::gateway {
namespace {

constexpr const char* kSendPath = "/send";
constexpr const char* kAck = "ACK/Jasmin";
constexpr const char* kAlphabetOption = "default_alphabet";

bool IsAlphabet(std::string_view value) {
  return value == "gsm7" || value == "latin1" || value == "utf8";
}

std::string_view AlphabetOf(const ChannelSettings& channel) {
  const auto option = channel.options.find(kAlphabetOption);
  return option == channel.options.end() ? std::string_view("gsm7") : option->second;
}

Result<Inbound> ParseSms(const http::Form& form, const ChannelSettings& channel, Inbound inbound) {
  const std::string* content = form.Find("content");
  const std::string* binary = form.Find("binary");
  if (content == nullptr && binary == nullptr) return Invalid("field content: missing");
  // What is no hex, or none at all: then `content` has to do.
  const std::optional<std::string> bytes = FromHex(form.Get("binary"));
  const bool there = bytes && !bytes->empty();
  inbound.text = KeptWords(
      JasminWords(there ? *bytes : form.Get("content"), form.Get("coding"), AlphabetOf(channel)));
  const std::string* from = form.Find("from");
  TRY(SenderOfWords("from", CopyOf(from), channel, inbound));
  inbound.to = OptionalAddress(form.Find("to"));
  inbound.provider_id = OptionalId(form.Find("id"));
  return inbound;
}

// ESME_*: what the SMSC answered to our message (level 1). Jasmin itself tries the first four again
// and reports each time: none of them may be a state that a later "delivered" could not change.
constexpr std::array<StateWord, 11> kStates = {{{"ESME_RTHROTTLED", DeliveryState::kQueued},
                                                {"ESME_RMSGQFUL", DeliveryState::kQueued},
                                                {"ESME_RSYSERR", DeliveryState::kFailed},
                                                {"ESME_RINVSCHED", DeliveryState::kFailed},
                                                {"ESME_ROK", DeliveryState::kSent},
                                                {"ACCEPTD", DeliveryState::kSent},
                                                {"DELIVRD", DeliveryState::kDelivered},
                                                {"EXPIRED", DeliveryState::kExpired},
                                                {"UNDELIV", DeliveryState::kFailed},
                                                {"DELETED", DeliveryState::kFailed},
                                                {"REJECTD", DeliveryState::kRejected}}};

Result<Inbound> ParseStatus(const http::Form& form, Inbound inbound) {
  TRY_ASSIGN(inbound.provider_id, ReadId("id", form.Find("id")));
  inbound.reference = OptionalId(form.Find("ref"));
  std::string status = form.Get("message_status");
  if (status.empty()) return Invalid("field message_status: missing");
  for (char& c : status)
    c = AsciiUpper(c);
  const std::string err = ReasonWord(form.Get("err"));
  if (const std::optional<DeliveryState> known = StateOf(kStates, status)) {
    inbound.state = *known;
  } else if (status.starts_with("ESME_")) {
    inbound.state = DeliveryState::kRejected;
  } else {
    inbound.ignore = true;  // "UNKNOWN", or a word of tomorrow: what we know stays
    inbound.reason = "unknown status";
    return inbound;
  }
  if (inbound.state == DeliveryState::kSent || inbound.state == DeliveryState::kDelivered)
    return inbound;
  inbound.reason = ReasonWord(status);
  if (!err.empty() && err != "000") inbound.reason += " err:" + err;
  return inbound;
}

// Success "07033084-5cfd-4812-90a4-e4d24ffb6e3d"
SendResult ReadSuccess(const SendReply& reply) {
  constexpr std::string_view kStart = "Success \"";
  const size_t at = reply.body.find(kStart);
  if (at == std::string::npos) return ResultOf(SendClass::kUnsure, "unreadable answer");
  const size_t begin = at + kStart.size();
  const std::string id = reply.body.substr(begin, reply.body.find('"', begin) - begin);
  SendResult result = ResultOf(SendClass::kSent, "");
  result.state = DeliveryState::kQueued;
  result.provider_id = OptionalId(&id);
  return result;
}

class Jasmin final : public SecretPathProvider {
 public:
  ProviderInfo Info() const override { return {"Jasmin", "SMS", "source of Jasmin"}; }

  std::vector<SecretName> Secrets() const override {
    return {{"path_token", true}, {"path_token_old"}, {"username"}, {"password"}};
  }

  std::vector<OptionName> Options() const override {
    return {{kAlphabetOption, "gsm7, latin1 or utf8", &IsAlphabet}};
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    const http::Form form = BodyThenQuery(request);
    Inbound inbound = NewInbound(event, channel);
    if (event == InboundKind::kSms) return ParseSms(form, channel, std::move(inbound));
    if (event == InboundKind::kStatus) return ParseStatus(form, std::move(inbound));
    return NotFound("jasmin has no such event");
  }

  http::Response Render(const Inbound& /*inbound*/, const Reply& /*reply*/) const override {
    return http::Response::Text(kAck);
  }

  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& context) const override {
    TRY(CheckOutbound(message));
    TRY_ASSIGN(std::string url, ApiUrl(channel, kSendPath));
    TRY_ASSIGN(const std::string username, SecretOf(channel, "username"));
    TRY_ASSIGN(const std::string password, SecretOf(channel, "password"));
    const std::string& text = message.text.Reveal();
    Fields fields = {
        {"username", username}, {"password", password}, {"to", message.to.Reveal().substr(1)}};
    const std::string from = SenderOf(message, channel);
    if (!from.empty()) fields.emplace_back("from", from);
    if (Gsm7Septets(text)) {
      fields.emplace_back("coding", "0");
      fields.emplace_back("content", text);
    } else {
      fields.emplace_back("coding", "8");
      fields.emplace_back("hex-content", JasminHex(text));
    }
    if (context.status_url.empty()) {
      fields.emplace_back("dlr", "no");
    } else {
      fields.emplace_back("dlr", "yes");
      fields.emplace_back("dlr-url", context.status_url);
      fields.emplace_back("dlr-level", "3");
      // By GET it would put "?id=..." behind the "?ref=..." that is there already.
      fields.emplace_back("dlr-method", "POST");
    }
    return FormPost(std::move(url), fields);
  }

  SendResult ReadSend(const SendReply& reply) const override {
    if (ClassOfHttpStatus(reply.status) == SendClass::kSent) return ReadSuccess(reply);
    SendResult result = ResultOfHttp(reply);
    // No route, or no connector bound: it may be bound again in a minute.
    if (reply.status == 412) result = ResultOf(SendClass::kTemporary, "no route");
    // Login, balance and speed have the same status.
    if (reply.status == 403 && AsciiLower(reply.body).find("throughput") != std::string::npos)
      result = ResultOf(SendClass::kRateLimited, "throughput");
    if (reply.status == 404) result = ResultOf(SendClass::kConfig, "http 404");
    result.retry_after = RetryAfter(reply);
    return result;
  }
};

const RegisterProvider kRegistered("jasmin", std::make_unique<Jasmin>());

}  // namespace
}  // namespace tipline::gateway
