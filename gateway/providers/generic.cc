// Generic JSON: the front door for integrators, tests and load. Shapes are a promise (README,
// "Webhooks"):
//
//   POST /hooks/{channel}/ussd
//   {"session":"s1","from":"+254711000001","service_code":"*384*123#","input":"1","new":false}
//   -> {"text":"...","end":false}
//   POST /hooks/{channel}/sms
//   {"id":"m1","from":"+254711000001","to":"22395","text":"...","received_at":"2026-11-23T10:00:00Z"}
//   (a part of a long message also: "concat":{"reference":"7","part":1,"total":3})
//   -> {"accepted":true,"reply":"..."|null}
//   POST /hooks/{channel}/ussd-end  {"session":"s1","from":"+254711000001","reason":"timeout"}   ->
//   {"accepted":true} POST /hooks/{channel}/status
//   {"id":"x1"|"reference":"...","state":"delivered","reason":"..."} -> {"accepted":true}
//   POST /hooks/{channel}/call  {"id":"c1","from":"+254711000001","to":"+254700000000"}
//   -> {"accepted":true,"answer":"reject"}: somebody rings and must not be answered. Without
//   `from`, or with a word in it, the caller hides the number. 503 and false: it was not kept.
//
// Authorization: Bearer <secret `token`>, unless the channel needs none (sandbox). Unknown fields
// are left alone. Tests: tests/data/providers/generic.json.
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/common.h"
#include "gateway/providers/frame.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr std::string_view kScheme = "Bearer ";

Error Wrong(const char* name, const char* allowed) {
  return Invalid(std::string("field ") + name + ": allowed: " + allowed);
}

// A string that may be missing (nullopt) but not of another type. Numbers of phones come as JSON
// integers at times.
Result<std::optional<std::string>> Text(const json& body, const char* name) {
  const json* value = Member(body, name);
  if (value == nullptr) return std::optional<std::string>();
  if (value->is_string()) return std::optional<std::string>(value->get<std::string>());
  if (value->is_number_unsigned()) return std::optional<std::string>(value->dump());
  return Wrong(name, "a string");
}

Result<std::string> RequiredText(const json& body, const char* name) {
  const json* value = Member(body, name);
  if (value == nullptr)
    return Invalid(std::string("field ") + name + ": missing; allowed: a string");
  if (!value->is_string()) return Wrong(name, "a string");
  return value->get<std::string>();
}

Result<bool> Flag(const json& body, const char* name) {
  const json* value = Member(body, name);
  if (value == nullptr) return false;
  if (!value->is_boolean()) return Wrong(name, "true or false");
  return value->get<bool>();
}

Result<int> Number(const json& body, const char* name, int most) {
  const json* value = Member(body, name);
  const std::string allowed = "a number from 1 to " + std::to_string(most);
  if (value == nullptr || !value->is_number_integer()) return Wrong(name, allowed.c_str());
  const auto number = value->get<int64_t>();
  if (number < 1 || number > most) return Wrong(name, allowed.c_str());
  return static_cast<int>(number);
}

Status ReadFrom(const json& body, const ChannelSettings& channel, Inbound& inbound) {
  TRY_ASSIGN(const std::optional<std::string> from, Text(body, "from"));
  return ReadSender("from", PointerTo(from), channel, inbound);
}

Result<Inbound> ParseUssd(const json& body, const ChannelSettings& channel, Inbound inbound) {
  TRY_ASSIGN(const std::string session, RequiredText(body, "session"));
  TRY_ASSIGN(inbound.session, ReadId("session", &session));
  TRY(ReadFrom(body, channel, inbound));
  TRY_ASSIGN(const std::string input, RequiredText(body, "input"));
  TRY_ASSIGN(inbound.text, ReadWords("input", &input));
  TRY_ASSIGN(const std::optional<std::string> code, Text(body, "service_code"));
  inbound.to = OptionalAddress(PointerTo(code));
  TRY_ASSIGN(inbound.first, Flag(body, "new"));
  TRY_ASSIGN(const std::optional<std::string> id, Text(body, "id"));
  inbound.provider_id = OptionalId(PointerTo(id));  // of this turn, if the caller numbers its turns
  return inbound;
}

Result<Inbound> ParseUssdEnd(const json& body, const ChannelSettings& channel, Inbound inbound) {
  TRY_ASSIGN(const std::string session, RequiredText(body, "session"));
  TRY_ASSIGN(inbound.session, ReadId("session", &session));
  TRY(ReadFrom(body, channel, inbound));
  TRY_ASSIGN(const std::optional<std::string> reason, Text(body, "reason"));
  inbound.reason = ReasonWord(reason.value_or(""));
  return inbound;
}

Status ReadConcat(const json& body, Inbound& inbound) {
  const json* concat = Member(body, "concat");
  if (concat == nullptr) return Unit{};
  if (!concat->is_object()) return Wrong("concat", "an object");
  ConcatPart part;
  TRY_ASSIGN(const std::optional<std::string> reference, Text(*concat, "reference"));
  TRY_ASSIGN(part.group, ReadId("reference", PointerTo(reference)));
  TRY_ASSIGN(part.total, Number(*concat, "total", kMaxConcatParts));
  TRY_ASSIGN(part.part, Number(*concat, "part", part.total));
  if (part.total > 1) inbound.concat = std::move(part);
  return Unit{};
}

Result<Inbound> ParseSms(const json& body, const ChannelSettings& channel, Inbound inbound) {
  TRY(ReadFrom(body, channel, inbound));
  TRY_ASSIGN(const std::string text, RequiredText(body, "text"));
  TRY_ASSIGN(inbound.text, ReadWords("text", &text));
  TRY_ASSIGN(const std::optional<std::string> to, Text(body, "to"));
  inbound.to = OptionalAddress(PointerTo(to));
  TRY_ASSIGN(const std::optional<std::string> id, Text(body, "id"));
  inbound.provider_id = OptionalId(PointerTo(id));
  TRY(ReadConcat(body, inbound));
  const json* time = Member(body, "received_at");
  if (time != nullptr && time->is_string())
    inbound.sent_at = OptionalTime(time->get<std::string>());
  return inbound;
}

Result<Inbound> ParseStatus(const json& body, Inbound inbound) {
  TRY_ASSIGN(const std::optional<std::string> id, Text(body, "id"));
  TRY_ASSIGN(const std::optional<std::string> reference, Text(body, "reference"));
  inbound.reference = OptionalId(PointerTo(reference));
  const bool by_reference = !id.has_value();
  TRY_ASSIGN(inbound.provider_id, ReadId(by_reference ? "id or reference" : "id",
                                         by_reference ? PointerTo(reference) : PointerTo(id)));
  TRY_ASSIGN(const std::string state, RequiredText(body, "state"));
  const std::optional<DeliveryState> known = DeliveryStateFromName(state);
  if (!known) return Wrong("state", "queued, sent, delivered, failed, rejected, expired");
  inbound.state = *known;
  TRY_ASSIGN(const std::optional<std::string> reason, Text(body, "reason"));
  inbound.reason = ReasonWord(reason.value_or(""));
  return inbound;
}

// A PBX that rings us: who hides the number is let in all the same.
Result<Inbound> ParseCall(const json& body, const ChannelSettings& channel, Inbound inbound) {
  TRY_ASSIGN(const std::optional<std::string> from, Text(body, "from"));
  CallerOf(PointerTo(from), channel, inbound);
  TRY_ASSIGN(const std::optional<std::string> to, Text(body, "to"));
  inbound.to = OptionalAddress(PointerTo(to));
  TRY_ASSIGN(const std::optional<std::string> id, Text(body, "id"));
  inbound.provider_id = OptionalId(PointerTo(id));
  return inbound;
}

class Generic final : public Provider {
 public:
  ProviderInfo Info() const override {
    return {"Generic JSON, for integrators", "USSD, SMS, missed calls", "our own form"};
  }

  std::vector<SecretName> Secrets() const override {
    return {{"token", true}, {"token_old"}, {"api_key"}};
  }

  Status Authenticate(const http::Request& request, InboundKind /*event*/,
                      std::string_view /*token*/, const ChannelSettings& channel,
                      const Settings& /*settings*/) const override {
    const std::string_view sent = request.Header("Authorization");
    if (sent.empty()) return Invalid("header Authorization: missing");
    bool right = false;
    for (const std::string_view secret : SecretsOf(channel, "token"))
      right = ConstantTimeEqual(sent, std::string(kScheme).append(secret)) || right;
    if (!right) return Denied("header Authorization: not the channel's token");
    return Unit{};
  }

  Result<Inbound> Parse(const http::Request& request, InboundKind event,
                        const ChannelSettings& channel) const override {
    // Our own form: who writes it can be told what is wrong with it.
    Result<json> body_read = ParseJson(request.body, JsonLimits{});
    if (!body_read) return Invalid("body: " + body_read.error().message);
    const json body = *std::move(body_read);
    if (!body.is_object()) return Invalid("body: allowed: a JSON object");
    Inbound inbound = NewInbound(event, channel);
    switch (event) {
      case InboundKind::kUssd:
        return ParseUssd(body, channel, std::move(inbound));
      case InboundKind::kUssdEnd:
        return ParseUssdEnd(body, channel, std::move(inbound));
      case InboundKind::kSms:
        return ParseSms(body, channel, std::move(inbound));
      case InboundKind::kStatus:
        return ParseStatus(body, std::move(inbound));
      case InboundKind::kCall:
        return ParseCall(body, channel, std::move(inbound));
    }
    return NotFound("no such event");
  }

  http::Response Render(const Inbound& inbound, const Reply& reply) const override {
    if (inbound.kind == InboundKind::kUssd)
      return http::Response::Json(DumpJson(json{{"text", reply.text}, {"end", reply.ends}}));
    if (inbound.kind == InboundKind::kCall)
      return http::Response::Json(DumpJson(json{{"accepted", true}, {"answer", "reject"}}));
    if (inbound.kind != InboundKind::kSms)
      return http::Response::Json(DumpJson(json{{"accepted", true}}));
    return http::Response::Json(DumpJson(
        json{{"accepted", true}, {"reply", reply.text.empty() ? json() : json(reply.text)}}));
  }

  bool CarriesSmsReply() const override { return true; }
  bool TakesCalls() const override { return true; }

  http::Response RenderUnavailable(InboundKind event, std::string_view text) const override {
    if (event == InboundKind::kCall) {  // nobody answers it, and it was not kept: send it again
      http::Response not_kept =
          http::Response::Json(DumpJson(json{{"accepted", false}, {"answer", "reject"}}));
      not_kept.status = 503;
      not_kept.headers.emplace_back("Retry-After", "30");
      return not_kept;
    }
    return UnavailableScreen(*this, event, text);
  }

  Result<SendRequest> BuildSend(const Outbound& message, const ChannelSettings& channel,
                                const SendContext& context) const override {
    TRY(CheckOutbound(message));
    SendRequest request;
    TRY_ASSIGN(request.url, ApiUrl(channel, "/"));
    json body = {{"id", message.id},
                 {"to", message.to.Reveal()},
                 {"from", SenderOf(message, channel)},
                 {"text", message.text.Reveal()},
                 {"class", OutboundClassName(message.kind)}};
    if (!context.status_url.empty()) body["status_url"] = context.status_url;
    request.body = DumpJson(body);
    request.headers.emplace_back("Content-Type", "application/json");
    // A gateway may want another key for sending than it uses towards us; none at all in the
    // sandbox.
    const char* name = channel.secrets.count("api_key") != 0 ? "api_key" : "token";
    if (channel.secrets.count(name) != 0) {
      TRY_ASSIGN(const std::string key, SecretOf(channel, name));
      request.headers.emplace_back("Authorization", "Bearer " + key);
    }
    return request;
  }

  SendResult ReadSend(const SendReply& reply) const override {
    SendResult result = ResultOfHttp(reply);
    if (result.outcome != SendClass::kSent) return result;
    const Result<json> body = ReadJson(reply.body);
    if (!body || !body->is_object()) return result;
    const Result<std::optional<std::string>> id = Text(*body, "id");
    if (id) result.provider_id = OptionalId(PointerTo(*id));
    return result;
  }
};

const RegisterProvider kRegistered("generic", std::make_unique<Generic>());

}  // namespace
}  // namespace tipline::gateway
