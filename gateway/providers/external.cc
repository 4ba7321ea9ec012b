// External channel: the form that RapidPro, Courier and what copies them speak (providers.md
// §4.11). Nothing is signed: the URL holds a secret path.
//
//   /hooks/{channel}/sms/{token}                from|sender, text, date|time; form, multipart, XML
//   /hooks/{channel}/status/{token}/delivered   id|uuid of ours; also sent, failed; or ?status=...
//   /hooks/{channel}/status/{token}/stopped     from: does not want to be written to any more
//   -> 200 {"data":[],"message":"Message Accepted"}, or what the options say
//
// No message has an id: two equal tips may be two tips. Sending is all options: send_url (api_url
// wins over its scheme and host), send_method, send_content_type, send_body with {{places}},
// encoding (S: typography made plain), max_length. In JSON a place brings its own quotes, unless it
// stands within some. Tests: tests/data/providers/external.json, external_test.cc.
#include "gateway/providers/external.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "flows/base/gsm7.h"
#include "flows/base/json.h"
#include "flows/base/text.h"
#include "gateway/providers/charset.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"
#include "gateway/providers/template.h"
#include "gateway/providers/values.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr std::string_view kFormBody =
    "id={{id}}&text={{text}}&to={{to}}&to_no_plus={{to_no_plus}}&from={{from}}&"
    "from_no_plus={{from_no_plus}}&channel={{channel}}";

std::string MediaTypeOf(const std::string& name) {
  if (name == "urlencoded") return "application/x-www-form-urlencoded";
  if (name == "json") return "application/json";
  return name == "xml" ? "text/xml; charset=utf-8" : name;
}

Escape EscapeOf(const std::string& type) {
  if (type.find("json") != std::string::npos) return Escape::kJson;
  if (type.find("xml") != std::string::npos) return Escape::kXml;
  return type.find("urlencoded") == std::string::npos ? Escape::kNone : Escape::kForm;
}

Names NamesOf(const ChannelSettings& channel, const char* option, Names usual) {
  const std::string name = ExternalOption(channel, option);
  if (name.empty()) return usual;
  return {name.substr(std::min(name.find_first_not_of('/'), name.size()))};  // as an XPath begins
}

Result<Values> ReadFields(const http::Request& request) {
  const bool xml = request.body.find_first_not_of(" \t\r\n") != std::string::npos &&
                   request.body[request.body.find_first_not_of(" \t\r\n")] == '<';
  return ReadRequestValues(request, xml ? BodyKind::kXml : BodyKind::kForm);
}

Result<Inbound> ParseSms(const Values& values, const ChannelSettings& channel, Inbound inbound) {
  const Names from = NamesOf(channel, "mo_from_field", {"from", "sender"});
  const Names text = NamesOf(channel, "mo_text_field", {"text"});
  const Names date = NamesOf(channel, "mo_date_field", {"date", "time"});
  inbound.text = KeptWords(Readable(values.Find(text).value_or("")));
  TRY(SenderOfWords(from.front().c_str(), values.Find(from), channel, inbound));
  inbound.to = OptionalAddress(PointerTo(values.Find({"to"})));
  inbound.sent_at = OptionalTime(values.Find(date).value_or(""));
  // Render has no channel: what it needs of it comes along where an SMS has nothing.
  if (channel.options.count("mo_response") != 0)
    inbound.reference = EncodeForm({{"body", ExternalOption(channel, "mo_response")},
                                    {"type", ExternalOption(channel, "mo_response_content_type",
                                                            "text/plain; charset=utf-8")}});
  return inbound;
}

// The last segment behind the secret path, or a field.
std::string StatusWord(const http::Request& request, const Values& values) {
  const auto slashes = std::count(request.path.begin(), request.path.end(), '/');
  if (slashes > 4) return http::UrlDecode(request.path.substr(request.path.rfind('/') + 1), false);
  return values.Find({"status", "state"}).value_or("");
}

Result<Inbound> ParseStatus(const http::Request& request, const Values& values,
                            const ChannelSettings& channel, Inbound inbound) {
  const std::string word = StatusWord(request, values);
  if (word == "stopped") {
    const Names from = NamesOf(channel, "mo_from_field", {"from", "sender"});
    TRY(ReadSender(from.front().c_str(), PointerTo(values.Find(from)), channel, inbound));
    inbound.opt = OptChange::kOptOut;
    return inbound;
  }
  if (word != "sent" && word != "delivered" && word != "failed")
    return Invalid("status: allowed: sent, delivered, failed, stopped, as the end of the URL");
  TRY_ASSIGN(inbound.reference, ReadId("id", PointerTo(values.Find({"id", "uuid", "ref"}))));
  inbound.provider_id = inbound.reference;  // ours is the only one
  inbound.state = *DeliveryStateFromName(word);
  return inbound;
}

// Quotes around the places of a JSON template that stand within none.
std::string Quoted(const std::string& body) {
  std::string quoted;
  bool inside = false;
  for (size_t at = 0; at < body.size(); ++at) {
    const size_t end = body.compare(at, 2, "{{") == 0 ? body.find("}}", at) : std::string::npos;
    if (end != std::string::npos && !inside) {
      const std::string place = body.substr(at, end + 2 - at);
      quoted += place == "{{quick_replies}}" ? place : "\"" + place + "\"";
      at = end + 1;
      continue;
    }
    quoted += body[at];
    if (body[at] == '"') inside = !inside;
    if (body[at] == '\\' && inside && at + 1 < body.size()) quoted += body[++at];
  }
  return quoted;
}

Result<std::string> UrlOf(const ChannelSettings& channel, const Lookup& lookup) {
  const std::string url =
      Fill(ExternalOption(channel, "send_url"), lookup, Escape::kForm, kExternalBraces);
  if (url.empty()) return ApiUrl(channel, "/");
  if (channel.api_url.empty()) return url;
  const size_t scheme = url.find("://");
  const size_t path = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  return ApiUrl(channel, path == std::string::npos ? "/" : url.substr(path));
}

class External final : public SecretPathProvider {
 public:
  ProviderInfo Info() const override {
    return {"External channel (RapidPro, Courier)", "SMS", "an open-source handler (courier)"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"path_token", true}, {"path_token_old"}, {"send_authorization"}};
  }

  std::vector<OptionName> Options() const override { return ExternalOptions(); }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    if (event != InboundKind::kSms && event != InboundKind::kStatus)
      return NotFound("external has no such event");
    Inbound inbound = NewInbound(event, channel);
    TRY_ASSIGN(const Values values, ReadFields(request));
    return event == InboundKind::kSms ? ParseSms(values, channel, std::move(inbound))
                                      : ParseStatus(request, values, channel, std::move(inbound));
  }

  http::Response Render(const Inbound& inbound, const Reply& /*reply*/) const override {
    if (inbound.kind == InboundKind::kSms && !inbound.reference.empty()) {
      const http::Form wanted(inbound.reference);
      http::Response response = http::Response::Text(wanted.Get("body"));
      response.content_type = wanted.Get("type");
      return response;
    }
    const char* said = inbound.kind == InboundKind::kSms ? "Message Accepted"
                       : inbound.opt != OptChange::kNone ? "Event Accepted"
                                                         : "Status Update Accepted";
    return http::Response::Json(DumpJson(json{{"message", said}, {"data", json::array()}}));
  }

  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& /*context*/) const override {
    TRY(CheckOutbound(message));
    const std::string type =
        MediaTypeOf(ExternalOption(channel, "send_content_type", "urlencoded"));
    const Escape escape = EscapeOf(type);
    std::string text = ExternalOption(channel, "encoding") == "S"
                           ? PlainTypography(message.text.Reveal())
                           : message.text.Reveal();
    const int longest = ExternalLength(ExternalOption(channel, "max_length"));
    if (longest > 0 && CharacterCount(text) > static_cast<size_t>(longest))
      return Invalid("field text: longer than max_length");
    const Lookup lookup = [&](std::string_view name) -> std::string {
      if (name == "id" || name == "uuid") return message.id;
      if (name == "text") return text;
      if (name == "to") return message.to.Reveal();
      if (name == "to_no_plus") return WithoutPlus(message.to.Reveal());
      if (name == "from") return SenderOf(message, channel);
      if (name == "from_no_plus") return WithoutPlus(SenderOf(message, channel));
      if (name == "channel") return channel.id;
      return name == "quick_replies" && escape == Escape::kJson ? "[]" : "";
    };
    SendRequest request;
    request.method = ExternalOption(channel, "send_method", "POST");
    TRY_ASSIGN(request.url, UrlOf(channel, lookup));
    if (const auto key = SecretOf(channel, "send_authorization"))
      request.headers.emplace_back("Authorization", *key);
    if (request.method == "GET") return request;
    const std::string body = ExternalOption(channel, "send_body", std::string(kFormBody));
    request.headers.emplace_back("Content-Type", type);
    request.body =
        Fill(escape == Escape::kJson ? Quoted(body) : body, lookup, escape, kExternalBraces);
    return request;
  }

  SendResult ReadSendOn(const SendReply& reply, const ChannelSettings& channel) const override {
    return ReadExternalSend(reply, channel);
  }
  SendResult ReadSend(const SendReply& reply) const override { return ResultOfHttp(reply); }
};

const RegisterProvider kRegistered("external", std::make_unique<External>());

}  // namespace

SendResult ReadExternalSend(const SendReply& reply, const ChannelSettings& channel) {
  SendResult result = ResultOfHttp(reply);
  const std::string check = ExternalOption(channel, "mt_response_check");
  if (result.outcome != SendClass::kSent || check.empty()) return result;
  if (reply.body.find(check) != std::string::npos) return result;
  return ResultOf(SendClass::kTemporary, "check");
}

}  // namespace tipline::gateway
