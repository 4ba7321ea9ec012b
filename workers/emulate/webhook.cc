#include "workers/emulate/webhook.h"

#include <algorithm>
#include <utility>

#include "flows/base/json.h"
#include "gateway/providers/common.h"
#include "gateway/providers/xml.h"

namespace tipline::emulate {
namespace {

constexpr const char* kServiceCode = "*384*123#";
constexpr const char* kShortCode = "22395";

std::string CodeOf(const ChannelSettings& channel, bool dialled, const char* otherwise) {
  const auto found =
      std::find_if(channel.codes.begin(), channel.codes.end(),
                   [dialled](const std::string& code) { return code.starts_with('*') == dialled; });
  return found == channel.codes.end() ? otherwise : *found;
}

Result<std::string> BodyOf(const RequestForm& form, const Values& values) {
  switch (form.body_kind) {
    case RequestForm::Body::kNone:
      return std::string();
    case RequestForm::Body::kForm: {
      TRY_ASSIGN(const auto fields, ExpandFields(form.body, values));
      return gateway::EncodeForm(fields);
    }
    case RequestForm::Body::kJson: {
      TRY_ASSIGN(const nlohmann::json body, ExpandJson(form.body, values));
      return DumpJson(body);
    }
    case RequestForm::Body::kText:
      return Expand(form.body.get_ref<const std::string&>(), values);
    case RequestForm::Body::kXml:
      return Expand(form.body.get_ref<const std::string&>(), values, gateway::XmlText);
  }
  return Internal("no such body");
}

}  // namespace

std::string ServiceCodeOf(const ChannelSettings& channel) {
  return CodeOf(channel, true, kServiceCode);
}

std::string ShortCodeOf(const ChannelSettings& channel) {
  return CodeOf(channel, false, kShortCode);
}

Values ValuesOf(const Line& line, InboundKind event, TimePoint now) {
  const ChannelSettings& channel = line.channel;
  Values values = {{"channel", channel.id},
                   {"event", InboundKindName(event)},
                   {"sender", channel.sender},
                   {"now", std::to_string(ToMillis(now))},
                   {"token_path", ""}};
  for (const auto& [name, secret] : channel.secrets)
    values["secret." + name] = secret.Reveal();
  for (const auto& [name, option] : channel.options)
    values["option." + name] = option;
  const auto token = channel.secrets.find("path_token");
  if (token != channel.secrets.end() && !token->second.empty())
    values["token_path"] = "/" + http::UrlEncode(token->second.Reveal());
  return values;
}

void SetTarget(std::string target, http::Request& request) {
  const size_t question = target.find('?');
  request.path = target.substr(0, question);
  request.query = question == std::string::npos ? std::string() : target.substr(question + 1);
  request.target = std::move(target);
}

Result<http::Request> MakeWebhook(const Line& line, const RequestForm& form, const Values& values,
                                  std::string_view nonce) {
  http::Request request;
  request.method = form.method;
  TRY_ASSIGN(std::string target, Expand(form.path, values));
  TRY_ASSIGN(const auto query, ExpandFields(form.query, values));
  if (!query.empty())
    target += (target.find('?') == std::string::npos ? "?" : "&") + gateway::EncodeForm(query);
  SetTarget(std::move(target), request);
  TRY_ASSIGN(request.headers, ExpandFields(form.headers, values));
  TRY_ASSIGN(request.body, BodyOf(form, values));
  if (!form.type.empty()) request.headers.emplace_back("Content-Type", form.type);
  TRY(Sign(line, values, nonce, request));
  return request;
}

}  // namespace tipline::emulate
