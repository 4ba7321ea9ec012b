// Africa's Talking: USSD, SMS, delivery reports, sending (providers.md §3). Nothing is signed: the
// URL holds a secret path.
//
//   POST /hooks/{channel}/ussd/{token}
//   sessionId=ATUid_01&phoneNumber=%2B254700000001&networkCode=63902&serviceCode=%2A384%2A123%23&text=1%2A2
//   -> 200 text/plain "CON What happened?" or "END Thank you."
//
// Two URLs exist for USSD: of the service code (event ussd) and of the end of a session (event
// ussd-end). Opt-out and subscription notices can be pointed at any of ours: who wants no messages
// from a sender, or no longer those of a subscription, gets none that was not asked for.
//
// Calls (event `call`: the callback of a voice number): sessionId, callerNumber, destinationNumber,
// direction and isActive were read from programs that use them, not from a document (unverified);
// what is missing or odd is left out and the call still counts. <Reject/> hangs up before the call
// is answered; that it costs neither side anything is to be checked with the provider. The end of a
// call (isActive 0) has the same session and is the same call. Tests:
// tests/data/providers/africastalking.json.
#include "flows/base/ascii.h"
#include "gateway/providers/africastalking_codes.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

constexpr const char* kSendPath = "/version1/messaging";

// A notice that is none of our four events, wherever the dashboard sends it.
bool IsNotice(const http::Form& form) {
  if (form.Find("phoneNumber") == nullptr || form.Find("text") != nullptr) return false;
  const bool opt_out = form.Find("senderId") != nullptr && form.Find("id") == nullptr;
  return opt_out || form.Find("updateType") != nullptr;
}

// `updateType` is "addition" or "deletion", in any case; who subscribes has taken back no STOP.
Inbound Notice(const http::Form& form, const ChannelSettings& channel, Inbound inbound) {
  inbound.kind = InboundKind::kStatus;
  const std::string* update = form.Find("updateType");
  const bool leaves = update == nullptr || EqualsIgnoringCase(*update, "deletion");
  const bool known = ReadSender("phoneNumber", form.Find("phoneNumber"), channel, inbound) &&
                     inbound.from_is_msisdn;
  if (leaves && known) {
    inbound.to = OptionalAddress(form.Find(update == nullptr ? "senderId" : "shortCode"));
    inbound.opt = OptChange::kOptOut;
    return inbound;
  }
  inbound.from = Secret<std::string>();
  inbound.from_is_msisdn = true;
  inbound.ignore = true;
  inbound.reason = update == nullptr ? "opt-out" : "subscription";
  return inbound;
}

Result<Inbound> ParseUssd(const http::Form& form, const ChannelSettings& channel, Inbound inbound) {
  TRY_ASSIGN(inbound.session, ReadId("sessionId", form.Find("sessionId")));
  inbound.text = KeptWords(form.Get("text"));
  // Who cannot be read is nobody, as somebody who hides the number: known for this session only.
  if (!ReadSender("phoneNumber", form.Find("phoneNumber"), channel, inbound)) {
    inbound.from = Secret<std::string>();
    inbound.from_is_msisdn = false;
  }
  inbound.to = OptionalAddress(form.Find("serviceCode"));
  inbound.accumulated = true;
  // A first turn has no text, unless the code was dialled with options; then only the unseen
  // session tells.
  inbound.first = inbound.text.empty();
  return inbound;
}

// `input` and `lastAppResponse` repeat the whole conversation: they are not taken over.
Result<Inbound> ParseUssdEnd(const http::Form& form, const ChannelSettings& channel,
                             Inbound inbound) {
  TRY_ASSIGN(inbound.session, ReadId("sessionId", form.Find("sessionId")));
  TRY(ReadSender("phoneNumber", form.Find("phoneNumber"), channel, inbound));
  inbound.to = OptionalAddress(form.Find("serviceCode"));
  inbound.reason = ReasonWord(form.Get("status"));
  inbound.sent_at = OptionalTime(form.Get("date"));
  return inbound;
}

Result<Inbound> ParseSms(const http::Form& form, const ChannelSettings& channel, Inbound inbound) {
  inbound.text = KeptWords(form.Get("text"));
  TRY(SenderOfWords("from", CopyOf(form.Find("from")), channel, inbound));
  inbound.to = OptionalAddress(form.Find("to"));
  inbound.provider_id = OptionalId(form.Find("id"));
  inbound.sent_at = OptionalTime(form.Get("date"));
  return inbound;
}

Result<Inbound> ParseStatus(const http::Form& form, Inbound inbound) {
  TRY_ASSIGN(inbound.provider_id, ReadId("id", form.Find("id")));
  const std::string* status = form.Find("status");
  if (status == nullptr || status->empty()) return Invalid("field status: missing");
  inbound.reason = ReasonWord(form.Get("failureReason"));
  if (const auto known = AfricasTalkingState(*status, inbound.reason)) {
    inbound.state = *known;
    return inbound;
  }
  inbound.ignore = true;  // a state we do not know: 400 would only make it come again for 12 hours
  inbound.reason = "unknown status";
  return inbound;
}

Result<Inbound> ParseCall(const http::Form& form, const ChannelSettings& channel, Inbound inbound) {
  inbound.provider_id = OptionalId(form.Find("sessionId"));
  CallerOf(form.Find("callerNumber"), channel, inbound);
  inbound.to = OptionalAddress(form.Find("destinationNumber"));
  if (!EqualsIgnoringCase(form.Get("direction"), "outbound")) return inbound;
  inbound.ignore = true;
  inbound.reason = "an outbound call";
  return inbound;
}

class AfricasTalking final : public SecretPathProvider {
 public:
  ProviderInfo Info() const override {
    return {"Africa's Talking", "USSD, SMS, missed calls",
            "documentation of the provider; calls: unverified"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"path_token", true}, {"path_token_old"}, {"username"}, {"api_key"}};
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    const http::Form form = BodyThenQuery(request);
    Inbound inbound = NewInbound(event, channel);
    if (event != InboundKind::kUssd && event != InboundKind::kCall && IsNotice(form))
      return Notice(form, channel, std::move(inbound));
    switch (event) {
      case InboundKind::kUssd:
        return ParseUssd(form, channel, std::move(inbound));
      case InboundKind::kUssdEnd:
        return ParseUssdEnd(form, channel, std::move(inbound));
      case InboundKind::kSms:
        return ParseSms(form, channel, std::move(inbound));
      case InboundKind::kStatus:
        return ParseStatus(form, std::move(inbound));
      case InboundKind::kCall:
        return ParseCall(form, channel, std::move(inbound));
    }
    return NotFound("no such event");
  }

  http::Response Render(const Inbound& inbound, const Reply& reply) const override {
    if (inbound.kind == InboundKind::kCall) return Rejected();
    if (inbound.kind != InboundKind::kUssd) return http::Response::Text("");
    return http::Response::Text((reply.ends ? "END " : "CON ") + reply.text);
  }

  // Anything but a 200 shows the gateway's own error text, which says nothing of what happened to
  // the message.
  http::Response RenderUnavailable(InboundKind event, std::string_view text) const override {
    if (event == InboundKind::kCall) return Rejected();  // nobody answers it, kept or not
    return UnavailableScreen(*this, event, text);
  }

  // Reports go to the URL set in the dashboard, whatever `status_url` says, and carry the
  // provider's id.
  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& /*context*/) const override {
    TRY(CheckOutbound(message));
    TRY_ASSIGN(std::string url, ApiUrl(channel, kSendPath));
    TRY_ASSIGN(const std::string username, SecretOf(channel, "username"));
    TRY_ASSIGN(const std::string key, SecretOf(channel, "api_key"));
    Fields fields = {
        {"username", username}, {"to", message.to.Reveal()}, {"message", message.text.Reveal()}};
    const std::string from = SenderOf(message, channel);
    if (!from.empty()) fields.emplace_back("from", from);
    fields.emplace_back("bulkSMSMode", "1");  // we pay, never the person
    SendRequest request = FormPost(std::move(url), fields);
    request.headers.emplace_back("apiKey", key);
    request.headers.emplace_back("Accept", "application/json");  // XML comes otherwise
    return request;
  }

  SendResult ReadSend(const SendReply& reply) const override {
    return ReadAfricasTalkingSend(reply);
  }
  bool TakesCalls() const override { return true; }

 private:
  static http::Response Rejected();
};

http::Response AfricasTalking::Rejected() {
  http::Response response;
  response.content_type = "application/xml";
  response.body = R"(<?xml version="1.0" encoding="UTF-8"?><Response><Reject/></Response>)";
  return response;
}

const RegisterProvider kRegistered("africastalking", std::make_unique<AfricasTalking>());

}  // namespace
}  // namespace tipline::gateway
