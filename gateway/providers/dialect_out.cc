// What a dialect is, and its answers to webhooks.
#include "flows/base/json.h"
#include "gateway/providers/common.h"
#include "gateway/providers/dialect_provider.h"
#include "gateway/providers/dialect_words.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr size_t kMaxOptionBytes = 256;

bool IsOption(std::string_view value) {
  return value.size() <= kMaxOptionBytes &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c != '\x7f'; });
}

std::string Replaced(std::string text,
                     const std::vector<std::pair<std::string, std::string>>& replace) {
  for (const auto& [from, to] : replace)
    for (size_t at = text.find(from); !from.empty() && at != std::string::npos;
         at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  return text;
}

http::Response Filled(const DialectAnswer& answer, const Inbound& inbound, const Reply& reply) {
  const http::Form echo(inbound.kind == InboundKind::kStatus ? "" : inbound.reference);
  const Lookup lookup = [&](std::string_view name) -> std::string {
    if (name == "text") return Replaced(reply.text, answer.replace);
    if (name == "session") return inbound.session;
    if (name == "from") return inbound.from.Reveal();
    if (name == "from_no_plus") return WithoutPlus(inbound.from.Reveal());
    if (name == "to") return inbound.to;
    if (name == "turn") return inbound.turn == 0 ? "" : std::to_string(inbound.turn);
    if (name == "input") return inbound.text.Reveal();
    if (name == "ends") return reply.ends ? "1" : "";
    if (name == "continues") return reply.ends ? "" : "1";
    return echo.Get(name);
  };
  http::Response response;
  response.content_type = answer.type;
  const json& body = reply.ends && answer.end_body ? *answer.end_body : answer.body;
  response.body = IsJson(answer.type)
                      ? DumpJson(FillJson(body, lookup, false))
                      : Fill(body.get<std::string>(), lookup, EscapeOf(answer.type));
  for (const auto& [name, value] : answer.headers)
    response.headers.emplace_back(name, Fill(value, lookup, Escape::kNone));
  return response;
}

}  // namespace

Dialect::Dialect(DialectSpec spec) : spec_(std::move(spec)) {}

ProviderInfo Dialect::Info() const {
  return {spec_.title, spec_.carries, spec_.verified};
}

std::vector<SecretName> Dialect::Secrets() const {
  std::vector<SecretName> names = {{"path_token", true}, {"path_token_old"}};
  for (const std::string& name : spec_.secrets)
    names.push_back({name.c_str()});
  for (const std::string& name : spec_.told)
    names.push_back({name.c_str(), false, true});
  return names;
}

std::vector<OptionName> Dialect::Options() const {
  std::vector<OptionName> names;
  for (const DialectOption& option : spec_.options)
    names.push_back({option.name.c_str(), option.allowed.c_str(), IsOption});
  return names;
}

const DialectEvent& Dialect::EventOf(InboundKind kind) const {
  switch (kind) {
    case InboundKind::kUssd:
      return spec_.ussd;
    case InboundKind::kUssdEnd:
      return spec_.ussd_end;
    case InboundKind::kSms:
      return spec_.sms;
    case InboundKind::kStatus:
      return spec_.status;
    case InboundKind::kCall:
      break;
  }
  return spec_.sms;
}

std::string Dialect::OptionOf(const ChannelSettings& channel, const std::string& name) const {
  const auto found = channel.options.find(name);
  if (found != channel.options.end()) return found->second;
  for (const DialectOption& option : spec_.options)
    if (option.name == name) return option.otherwise.value_or("");
  return {};
}

http::Response Dialect::Render(const Inbound& inbound, const Reply& reply) const {
  if (inbound.kind == InboundKind::kUssdEnd && !spec_.ussd_end.served)
    return Filled(spec_.ussd.closed, inbound, reply);
  return Filled(EventOf(inbound.kind).answer, inbound, reply);
}

bool Dialect::CarriesSmsReply() const {
  const auto places = PlacesOf(spec_.sms.answer.body);
  return std::find(places.begin(), places.end(), "text") != places.end();
}

// Without the request, what it would repeat of it is empty.
http::Response Dialect::RenderUnavailable(InboundKind event, std::string_view text) const {
  if (event != InboundKind::kUssd || !spec_.ussd.served) return http::Response::Error(503);
  Inbound none;
  none.kind = event;
  return Filled(spec_.ussd.answer, none, {std::string(text), true});
}

}  // namespace tipline::gateway
