// What a channel of a dialect has to have, and the sending half of dialect_reader.h.
#include <array>

#include "gateway/providers/dialect_reader.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

const char* const kSendPlaces =
    "to to_no_plus from from_no_plus text id status_url access_token now unicode";

}  // namespace

void DialectReader::ReadAuth(Node& root) {
  const json& all = root.Any("auth");
  if (!all.is_null() && !all.is_array()) root.Wrong("auth", KindOf(all), "a list of objects");
  for (size_t at = 0; all.is_array() && at < all.size(); ++at) {
    Node node(all[at], root.Pointer("auth") + "/" + std::to_string(at), problem_);
    DialectAuth auth{node.Texts("field"), node.Text("header"),
                     node.Required("secret", "the name of a secret")};
    if (auth.field.empty() == auth.header.empty())
      node.Wrong("field", "none or both of field and header", "one of them");
    node.Finish();
    NeedSecret(auth.secret);
    NeedSecret(auth.secret + "_old");
    spec_.auth.push_back(std::move(auth));
  }
}

void DialectReader::ReadOptions(Node& root) {
  const json& all = root.Any("options");
  if (all.is_null()) return;
  Node options = root.Child("options");
  for (const auto& [name, value] : all.items()) {
    Node node = options.Child(name);
    DialectOption option{name, node.Required("allowed", "what the option may be, in words"), {}};
    if (node.Has("default")) option.otherwise = node.Text("default");
    node.Any("default");
    node.Finish();
    spec_.options.push_back(std::move(option));
  }
}

DialectRequest DialectReader::ReadRequest(Node& node) {
  DialectRequest request;
  request.method = std::vector<std::string>{
      "POST", "GET", "PUT"}[node.Choice("method", {"POST", "GET", "PUT"}, 0)];
  const std::string url = node.Required("url", "https://HOST/PATH");
  const size_t scheme = url.find("://");
  const size_t slash = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  if (scheme == std::string::npos || slash == std::string::npos)
    node.Wrong("url", "it without a scheme or a path", "https://HOST/PATH");
  else
    request.origin = url.substr(0, slash), request.path = url.substr(slash);
  const auto check = [&](const char* key, const json& value) {
    CheckPlaces(node, key, value, kSendPlaces, "secret option");
  };
  check("url", url);
  for (const auto& [name, value] : node.Table("query"))
    request.query[name] = value;
  check("query", request.query);
  request.headers = node.Table("headers");
  for (const auto& [name, value] : request.headers)
    check("headers", value);
  request.basic = node.Texts("basic");
  if (!request.basic.empty() && request.basic.size() != 2)
    node.Wrong("basic", "a list of another length", "the names of two secrets: user, password");
  for (const std::string& secret : request.basic)
    NeedSecret(secret);
  request.type = node.Text("type");
  request.body = node.Any("body");
  check("body", request.body);
  if (request.type.empty() != request.body.is_null())
    node.Wrong("type", "only one of type and body", "both or none");
  if (request.type == "application/x-www-form-urlencoded" && !request.body.is_object())
    node.Wrong("body", KindOf(request.body), "an object of texts, where the type is a form");
  return request;
}

DialectSend DialectReader::ReadSend(Node node) {
  DialectSend send;
  send.request = ReadRequest(node);
  Node answer = node.Child("answer");
  send.reads =
      std::array{BodyKind::kText, BodyKind::kForm, BodyKind::kJson,
                 BodyKind::kXml}[answer.Choice("reads", {"text", "form", "json", "xml"}, 0)];
  send.ok = ReadMarkAt(answer, "ok");
  send.id = answer.Texts("id");
  send.code = answer.Texts("code");
  send.segments = answer.Texts("segments");
  send.cost = answer.Texts("cost");
  send.currency = answer.Texts("currency");
  const std::vector<std::string> classes = {"sent",      "temporary", "unsure", "rate_limited",
                                            "permanent", "opt_out",   "config"};
  const std::array all = {SendClass::kSent,        SendClass::kTemporary, SendClass::kUnsure,
                          SendClass::kRateLimited, SendClass::kPermanent, SendClass::kOptOut,
                          SendClass::kConfig};
  for (const auto& [code, name] : answer.Table("codes")) {
    const auto found = std::find(classes.begin(), classes.end(), name);
    if (found == classes.end())
      answer.Wrong("codes", "\"" + name + "\"",
                   "sent, temporary, unsure, rate_limited, permanent, opt_out, config");
    else
      send.codes.rows.emplace_back(code, all[static_cast<size_t>(found - classes.begin())]);
  }
  if (!send.codes.rows.empty() && send.code.empty())
    answer.Wrong("code", "nothing", "the field that /codes is about");
  answer.Finish();
  node.Finish();
  return send;
}

DialectToken DialectReader::ReadToken(Node node) {
  DialectToken token;
  token.request = ReadRequest(node);
  Node answer = node.Child("answer");
  token.token = answer.Texts("token");
  if (token.token.empty()) answer.Wrong("token", "nothing", "the field of the access token");
  token.seconds = answer.Texts("seconds");
  token.lasts = answer.Number("lasts", token.lasts, 1, 7 * 24 * 3600);
  answer.Finish();
  node.Finish();
  return token;
}

}  // namespace tipline::gateway
