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
#include <array>
#include <charconv>

#include "flows/base/gsm7.h"
#include "gateway/providers/charset.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/udh.h"

namespace tipline::gateway {
namespace {

constexpr std::string_view kDefaultSendPath = "/cgi-bin/sendsms";
constexpr int64_t kLatest = 253'402'300'799;  // year 9999, Unix seconds
constexpr const char* kDlrMask = "31";        // everything but intermediate notifications

std::optional<int64_t> Integer(std::string_view text) {
  int64_t value = 0;
  const char* last = text.data() + text.size();
  const auto [end, failure] = std::from_chars(text.data(), last, value);
  if (failure != std::errc() || end != last || text.empty()) return std::nullopt;
  return value;
}

// What came as fields (get-url, or a form) or as body and headers (post-url), before any of it is
// understood.
struct Raw {
  std::optional<std::string> from;
  std::string to, time, coding, charset, words, udh;
  std::string id;
};

std::string CharsetOf(std::string_view content_type) {
  const size_t at = content_type.find("charset=");
  if (at == std::string_view::npos) return {};
  std::string_view name = content_type.substr(at + 8);
  name = name.substr(0, name.find(';'));
  if (name.size() >= 2 && name.front() == '"' && name.back() == '"')
    name = name.substr(1, name.size() - 2);
  return std::string(name);
}

bool IsPostUrl(const http::Request& request) {
  const std::string type = MediaType(request);
  return request.method == "POST" && type != "application/x-www-form-urlencoded" &&
         (request.HasHeader("X-Kannel-To") || request.HasHeader("X-Kannel-From") ||
          type == "text/plain" || type == "application/octet-stream");
}

Raw ReadFields(const http::Request& request) {
  const bool post_url = IsPostUrl(request);
  const http::Form form = post_url ? http::Form(request.query) : BodyThenQuery(request);
  Raw raw{std::nullopt,        form.Get("to"),   form.Get("ts"),  form.Get("coding"),
          form.Get("charset"), form.Get("text"), form.Get("udh"), {}};
  if (const std::string* from = form.Find("from")) raw.from = *from;
  raw.id = OptionalId(form.Find("id"));
  if (!post_url) return raw;
  raw.words = request.body;
  const auto header = [&request](const char* name, std::string& field) {
    if (request.HasHeader(name)) field = request.Header(name);
  };
  std::string from = raw.from.value_or("");
  header("X-Kannel-From", from);
  if (!from.empty()) raw.from = from;
  header("X-Kannel-To", raw.to);
  header("X-Kannel-Time", raw.time);
  header("X-Kannel-Coding", raw.coding);
  std::string udh;  // %XX, as smsbox sends it
  header("X-Kannel-UDH", udh);
  if (!udh.empty()) raw.udh = http::UrlDecode(udh, false);
  const std::string charset = CharsetOf(request.Header("Content-Type"));
  if (!charset.empty()) raw.charset = charset;
  return raw;
}

// coding: 0 7-bit, 1 8-bit, 2 UCS-2. smsbox names the charset with %C; where it does not, the
// coding tells. In a charset that we do not know, or not in the one that is named: as far as it can
// be read, for smsbox does not try again.
std::string DecodeWords(const Raw& raw) {
  std::string charset = raw.charset;
  if (charset.empty())
    charset = raw.coding == "2" ? "UTF-16BE" : raw.coding == "1" ? "8-BIT" : "UTF-8";
  Result<std::string> words = ToUtf8(raw.words, charset);
  return words ? *std::move(words) : Readable(raw.words);
}

std::optional<TimePoint> SentAt(std::string_view time) {
  if (const std::optional<int64_t> seconds = Integer(time))
    return *seconds > 0 && *seconds <= kLatest ? std::optional(FromMillis(*seconds * 1000))
                                               : std::nullopt;
  return OptionalTime(time);
}

Result<Inbound> ParseSms(const http::Request& request, const ChannelSettings& channel,
                         Inbound inbound) {
  const Raw raw = ReadFields(request);
  std::string words = DecodeWords(raw);
  // Kannel knows the default alphabet only.
  if (raw.coding.empty() || raw.coding == "0")
    words = WithTables(std::move(words), TablesOfHeader(raw.udh));
  // Kannel joins parts itself, unless sms-combine-concatenated-mo says otherwise.
  inbound.concat = ConcatOfHeader(raw.udh);
  inbound.text = KeptWords(words);
  TRY(SenderOfWords("from", raw.from, channel, inbound));
  inbound.to = OptionalAddress(&raw.to);
  if (raw.id != "-1") inbound.provider_id = raw.id;  // how Kannel prints what is not set
  inbound.sent_at = SentAt(raw.time);
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
  const std::optional<int64_t> bit = Integer(form.Get("status"));
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
