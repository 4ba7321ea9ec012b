// Kannel: SMS from smsbox, delivery reports, sendsms (providers.md §4.9). Nothing is signed: the
// URL holds a secret path.
//
//   get-url  =
//   "https://.../hooks/{channel}/sms/{token}?id=%I&from=%p&to=%P&ts=%T&coding=%c&charset=%C&udh=%u&text=%b"
//   post-url = "https://.../hooks/{channel}/sms/{token}?id=%I&from=%p"   body: the text; X-Kannel-*
//   headers: the rest
//   -> 200 text/plain, the body is the reply SMS
//
// smsbox takes 200 and 202 only, and texts the person about anything that is not text; an empty
// body is silent only with `omit-empty = true` in the operator's sms-service. So: always 200
// text/plain. Tests: tests/data/providers/kannel.json.
#include "flows/base/gsm7.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/kannel_message.h"
#include "gateway/providers/udh.h"

namespace tipline::gateway {
namespace {

constexpr std::string_view kDefaultSendPath = "/cgi-bin/sendsms";
constexpr const char* kDlrMask = "31";  // everything but intermediate notifications

Result<Inbound> ParseSms(const http::Request& request, const ChannelSettings& channel,
                         Inbound inbound) {
  const KannelMessage raw = ReadKannelMessage(request);
  std::string words = KannelWords(raw);
  // Kannel knows the default alphabet only.
  if (raw.coding.empty() || raw.coding == "0")
    words = WithTables(std::move(words), TablesOfHeader(raw.udh));
  // Kannel joins parts itself, unless sms-combine-concatenated-mo says otherwise.
  inbound.concat = ConcatOfHeader(raw.udh);
  inbound.text = KeptWords(words);
  TRY(SenderOfWords("from", raw.from, channel, inbound));
  inbound.to = OptionalAddress(&raw.to);
  if (raw.id != "-1") inbound.provider_id = raw.id;  // how Kannel prints what is not set
  inbound.sent_at = KannelTime(raw.time);
  return inbound;
}

// One word of an SMPP receipt ("... stat:UNDELIV err:001 ..."), as far as an id may be long.
std::string ReceiptWord(std::string_view receipt, std::string_view name) {
  const size_t at = receipt.find(name);
  if (at == std::string_view::npos) return {};
  std::string_view word = receipt.substr(at + name.size());
  word = word.substr(0, word.find_first_of(" +/\r\n\t"));
  return ReasonWord(word);
}

Result<Inbound> ParseStatus(const http::Request& request, Inbound inbound) {
  const http::Form form = BodyThenQuery(request);
  TRY_ASSIGN(inbound.reference, ReadId("ref", form.Find("ref")));
  inbound.provider_id = inbound.reference;  // sendsms gives no id: ours is the only one
  const std::optional<int64_t> bit = KannelInteger(form.Get("status"));
  if (!bit) return Invalid("field status: allowed: a number of dlr-mask");
  const std::string receipt = form.Get("smsc");
  const std::string stat = ReceiptWord(receipt, "stat:");
  const std::string err = ReceiptWord(receipt, "err:");
  inbound.reason = stat.empty()  ? err
                   : err.empty() ? "stat:" + stat
                                 : "stat:" + stat + " err:" + err;
  switch (*bit) {
    case 1:
      inbound.state = DeliveryState::kDelivered;
      inbound.reason.clear();
      return inbound;
    case 2:
      inbound.state = stat == "EXPIRED"                         ? DeliveryState::kExpired
                      : stat == "REJECTD" || stat == "REJECTED" ? DeliveryState::kRejected
                                                                : DeliveryState::kFailed;
      return inbound;
    case 4:
    case 8:
      inbound.state = DeliveryState::kSent;
      return inbound;
    case 16:
      inbound.state = DeliveryState::kRejected;
      return inbound;
    default:
      inbound.ignore = true;
      inbound.reason = "interim report";
      return inbound;
  }
}

class Kannel final : public SecretPathProvider {
 public:
  ProviderInfo Info() const override {
    return {"Kannel (bearerbox, smsbox)", "SMS", "source of Kannel; a real Kannel in the tests"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"path_token", true}, {"path_token_old"}, {"username"}, {"password"}};
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    Inbound inbound = NewInbound(event, channel);
    if (event == InboundKind::kSms) return ParseSms(request, channel, std::move(inbound));
    if (event == InboundKind::kStatus) return ParseStatus(request, std::move(inbound));
    return NotFound("kannel has no such event");
  }

  http::Response Render(const Inbound& inbound, const Reply& reply) const override {
    http::Response response =
        http::Response::Text(inbound.kind == InboundKind::kSms ? reply.text : "");
    // Without it smsbox takes the text for GSM 7-bit and the phone shows question marks (needs
    // accept-x-kannel-headers = true in the sms-service: ops/kannel/kannel.conf).
    if (!Gsm7Septets(response.body)) response.headers.emplace_back("X-Kannel-Coding", "2");
    return response;
  }

  bool CarriesSmsReply() const override { return true; }

  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& context) const override {
    TRY(CheckOutbound(message));
    TRY_ASSIGN(std::string url, ApiUrl(channel, kDefaultSendPath));
    TRY_ASSIGN(const std::string username, SecretOf(channel, "username"));
    TRY_ASSIGN(const std::string password, SecretOf(channel, "password"));
    TRY_ASSIGN(const std::string from, NeededSender(message, channel));
    const std::string& text = message.text.Reveal();
    // smsbox refuses a form ("Invalid content-type"); by headers and body, no number and no word
    // stands in a URL either.
    SendRequest request;
    request.url = std::move(url);
    request.headers = {{"Content-Type", "text/plain; charset=UTF-8"},
                       {"X-Kannel-Username", username},
                       {"X-Kannel-Password", password},
                       {"X-Kannel-From", from},
                       {"X-Kannel-To", message.to.Reveal()}};
    if (!Gsm7Septets(text)) request.headers.emplace_back("X-Kannel-Coding", "2");
    if (!context.status_url.empty()) {
      request.headers.emplace_back("X-Kannel-DLR-Mask", kDlrMask);
      request.headers.emplace_back("X-Kannel-DLR-Url", DlrUrl(context.status_url));
    }
    request.body = text;
    return request;
  }

  SendResult ReadSend(const SendReply& reply) const override {
    SendResult result = ResultOfHttp(reply);
    if (result.outcome == SendClass::kSent) {
      result.state = DeliveryState::kQueued;
      return result;
    }
    // The same status says "wrong password" and "no route, do not try again".
    if (reply.status == 403 && reply.body.find("Not routable") != std::string::npos)
      result = ResultOf(SendClass::kPermanent, "not routable");
    if (reply.status == 404) result = ResultOf(SendClass::kConfig, "http 404");
    if (reply.status == 400 && result.outcome == SendClass::kPermanent)
      result.state = DeliveryState::kRejected;
    return result;
  }

 private:
  // The reference is in `status_url`; a literal '%' there would be read as an escape.
  static std::string DlrUrl(std::string_view status_url) {
    std::string url;
    for (const char c : status_url)
      url += c == '%' ? std::string("%%") : std::string(1, c);
    url += status_url.find('?') == std::string_view::npos ? '?' : '&';
    return url + "status=%d&smsc=%A";
  }
};

const RegisterProvider kRegistered("kannel", std::make_unique<Kannel>());

}  // namespace
}  // namespace tipline::gateway
