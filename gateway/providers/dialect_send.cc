// The send API of a dialect.
#include <charconv>

#include "flows/base/gsm7.h"
#include "flows/base/json.h"
#include "gateway/base/crypto.h"
#include "gateway/providers/common.h"
#include "gateway/providers/dialect_provider.h"
#include "gateway/providers/dialect_words.h"
#include "gateway/providers/json_fields.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr int kMostSegments = 255;

std::string Query(const json& query, const Lookup& lookup) {
  Fields fields;
  const json filled = FillJson(query, lookup, true);
  for (const auto& [name, value] : filled.items())
    fields.emplace_back(name, value.is_string() ? value.get<std::string>() : DumpJson(value));
  return EncodeForm(fields);
}

std::string Body(const DialectRequest& wanted, const Lookup& lookup) {
  if (IsJson(wanted.type)) return DumpJson(FillJson(wanted.body, lookup, true));
  if (wanted.body.is_object()) return Query(wanted.body, lookup);
  return Fill(wanted.body.get<std::string>(), lookup, EscapeOf(wanted.type));
}

// All that a request needs to have of the channel, before it is built without.
Status CheckNeeds(const json& value, const DialectSpec& spec, const ChannelSettings& channel) {
  for (const std::string& place : PlacesOf(value)) {
    if (place.starts_with("secret:")) TRY(SecretOf(channel, place.substr(7)));
    if (!place.starts_with("option:")) continue;
    const std::string name = place.substr(7);
    for (const DialectOption& option : spec.options)
      if (option.name == name && !option.otherwise && channel.options.count(name) == 0)
        return Unavailable("channel " + channel.id + ": no option " + name);
  }
  return Unit{};
}

void ReadAmounts(const DialectSend& send, const Values& values, SendResult& result) {
  result.provider_id.clear();
  result.provider_id = OptionalId(PointerTo(values.Find(send.id)));
  const std::string segments = values.Find(send.segments).value_or("");
  int count = 0;
  std::from_chars(segments.data(), segments.data() + segments.size(), count);
  if (count > 0 && count <= kMostSegments) result.segments = count;
  const std::string currency = CurrencyOf(values.Find(send.currency).value_or(""));
  if (currency.empty()) return;
  result.cost_micros = MicrosOf(values.Find(send.cost).value_or(""));
  if (result.cost_micros != 0) result.currency = currency;
}

}  // namespace

Result<SendRequest> Dialect::Build(const DialectRequest& wanted, const Lookup& lookup,
                                   const ChannelSettings& channel) const {
  for (const json* part : {&wanted.query, &wanted.body})
    TRY(CheckNeeds(*part, spec_, channel));
  TRY(CheckNeeds(wanted.path, spec_, channel));
  SendRequest request;
  request.method = wanted.method;
  for (const auto& [name, value] : wanted.headers) {
    TRY(CheckNeeds(value, spec_, channel));
    request.headers.emplace_back(name, Fill(value, lookup, Escape::kNone));
  }
  if (channel.api_url.empty())
    return Unavailable("channel " + channel.id + ": no api_url (of " + spec_.name + ": " +
                       wanted.origin + ")");
  TRY_ASSIGN(request.url, ApiUrl(channel, Fill(wanted.path, lookup, Escape::kForm)));
  const std::string query = Query(wanted.query, lookup);
  if (!query.empty())
    request.url += (request.url.find('?') == std::string::npos ? "?" : "&") + query;
  if (!wanted.basic.empty()) {
    TRY_ASSIGN(const std::string user, SecretOf(channel, wanted.basic[0]));
    TRY_ASSIGN(const std::string password, SecretOf(channel, wanted.basic[1]));
    request.headers.emplace_back("Authorization", "Basic " + Base64(user + ":" + password));
  }
  if (wanted.type.empty()) return request;
  request.headers.emplace_back("Content-Type", wanted.type);
  request.body = Body(wanted, lookup);
  return request;
}

Result<SendRequest> Dialect::BuildSend(const Outbound& message, const ChannelSettings& channel,
                                       const SendContext& context) const {
  if (!spec_.send) return Unavailable("channel " + channel.id + ": " + spec_.name + " cannot send");
  TRY(CheckOutbound(message));
  const Lookup lookup = [&](std::string_view name) -> std::string {
    if (name == "to") return message.to.Reveal();
    if (name == "to_no_plus") return WithoutPlus(message.to.Reveal());
    if (name == "from") return SenderOf(message, channel);
    if (name == "from_no_plus") return WithoutPlus(SenderOf(message, channel));
    if (name == "text") return message.text.Reveal();
    if (name == "id") return message.id;
    if (name == "status_url") return std::string(context.status_url);
    if (name == "access_token") return std::string(context.access_token);
    if (name == "now") return std::to_string(ToMillis(context.now) / 1000);
    if (name == "unicode") return Gsm7Septets(message.text.Reveal()) ? "" : "1";
    if (name.starts_with("secret:"))
      return SecretOf(channel, std::string(name.substr(7))).has_value()
                 ? *SecretOf(channel, std::string(name.substr(7)))
                 : std::string();
    if (name.starts_with("option:")) return OptionOf(channel, std::string(name.substr(7)));
    return {};
  };
  return Build(spec_.send->request, lookup, channel);
}

// An answer that is not understood is kUnsure: the message may have been taken.
SendResult Dialect::ReadSend(const SendReply& reply) const {
  SendResult result = ResultOfHttp(reply);
  if (!spec_.send || reply.status == 0) return result;
  const DialectSend& send = *spec_.send;
  const Result<Values> read = ReadBodyValues(reply.body, send.reads);
  const Values values = read ? *read : Values();
  const bool taken = result.outcome == SendClass::kSent;
  const std::string code = values.Find(send.code).value_or("");
  const auto* row = code.empty() ? nullptr : send.codes.Find(code);
  SendClass outcome = result.outcome;
  if (row != nullptr)
    outcome = row->second;
  else if (taken && !send.ok.field.empty() && !Holds(send.ok, values, ChannelSettings{}))
    outcome = values.Find(send.ok.field) ? SendClass::kTemporary : SendClass::kUnsure;
  if (outcome == SendClass::kSent) {
    if (!taken) return result;  // a word of success in an answer that is none
    ReadAmounts(send, values, result);
    return result;
  }
  if (row == nullptr && outcome == result.outcome) {
    if (!code.empty() && ReasonWord(code) != "other") result.reason = ReasonWord(code);
    return result;
  }
  const bool part = row != nullptr && row->first.front() == '~';
  const std::string reason = part ? row->first.substr(1) : code;
  SendResult changed = ResultOf(outcome, reason.empty() ? "odd answer" : ReasonWord(reason));
  changed.retry_after = result.retry_after;
  return changed;
}

Result<std::optional<SendRequest>> Dialect::BuildToken(const ChannelSettings& channel,
                                                       TimePoint now) const {
  if (!spec_.token) return std::optional<SendRequest>();
  const Lookup lookup = [&](std::string_view name) -> std::string {
    if (name == "now") return std::to_string(ToMillis(now) / 1000);
    if (name.starts_with("secret:")) {
      const auto secret = SecretOf(channel, std::string(name.substr(7)));
      return secret ? *secret : std::string();
    }
    if (name.starts_with("option:")) return OptionOf(channel, std::string(name.substr(7)));
    return {};
  };
  TRY_ASSIGN(SendRequest request, Build(spec_.token->request, lookup, channel));
  return std::optional<SendRequest>(std::move(request));
}

Result<AccessToken> Dialect::ReadToken(const SendReply& reply) const {
  if (!spec_.token) return NotFound("this provider lends no token");
  const SendClass outcome = ClassOfHttpStatus(reply.status);
  if (outcome == SendClass::kTemporary || outcome == SendClass::kRateLimited ||
      outcome == SendClass::kUnsure)
    return Unavailable("no access token now");
  if (outcome != SendClass::kSent)
    return Denied("access token refused: http " + std::to_string(reply.status));
  const Result<Values> values = ReadBodyValues(reply.body, BodyKind::kJson);
  const std::string token = values ? values->Find(spec_.token->token).value_or("") : std::string();
  if (token.empty()) return Denied("access token refused: none in the answer");
  const std::string seconds = values->Find(spec_.token->seconds).value_or("");
  int lasts = 0;
  std::from_chars(seconds.data(), seconds.data() + seconds.size(), lasts);
  if (lasts <= 0) lasts = spec_.token->lasts;
  return AccessToken{Secret<std::string>(token), Millis(int64_t{lasts} * 1000)};
}

}  // namespace tipline::gateway
