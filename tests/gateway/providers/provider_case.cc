#include "tests/gateway/providers/provider_case.h"

#include <fstream>
#include <stdexcept>

namespace tipline::gateway {
namespace {

using nlohmann::json;

std::string FromHex(const std::string& hex) {
  std::string bytes;
  for (size_t at = 0; at + 1 < hex.size(); at += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
  return bytes;
}

}  // namespace

std::string ProviderDataFile(const std::string& provider) {
  return std::string(TIPLINE_SOURCE_DIR) + "/tests/data/providers/" + provider + ".json";
}

std::vector<ProviderCase> ReadProviderCases(const std::string& provider) {
  std::ifstream file(ProviderDataFile(provider));
  if (!file) return {};
  const json cases = json::parse(file);
  if (!cases.is_array()) throw std::runtime_error(provider + ".json: not an array");
  std::vector<ProviderCase> found;
  for (const json& body : cases)
    found.push_back({provider, body});
  return found;
}

ChannelSettings TestChannel(const std::string& provider, const json& overrides) {
  ChannelSettings channel;
  channel.id = provider;
  channel.provider = provider;
  channel.codes = {"*384*123#", "22395"};
  channel.sender = "22395";
  channel.api_url = "https://api.example.org";
  const std::map<std::string, std::string> secrets = {
      {"path_token", "demo-path-token-0001"},
      {"signature_secret", "demo-signature-secret"},
      {"signing_key", "demo-signing-key"},
      {"api_secret", "demo-api-secret-0001"},
      {"auth_token", "demo-auth-token-0001"},
      {"auth_token_old", "demo-auth-token-0000"},
      {"account_sid", "AC00000000000000000000000000000001"},
      {"token", "demo-token-0001"},
      {"api_key", "demo-api-key-0001"},
      {"username", "demo"},
      {"password", "demo-password-0001"}};
  for (const auto& [name, value] : secrets)
    channel.secrets[name] = Secret<std::string>(value);
  if (overrides.is_null()) return channel;
  channel.region = overrides.value("region", channel.region);
  channel.sender = overrides.value("sender", channel.sender);
  channel.api_url = overrides.value("api_url", channel.api_url);
  channel.codes = overrides.value("codes", channel.codes);
  channel.options = overrides.value("options", channel.options);
  const json secret_overrides = overrides.value("secrets", json::object());
  for (const auto& [name, value] : secret_overrides.items()) {
    if (value.is_null())
      channel.secrets.erase(name);
    else
      channel.secrets[name] = Secret<std::string>(value.get<std::string>());
  }
  return channel;
}

Settings TestSettings(const std::string& public_url) {
  Settings settings;
  settings.public_url = public_url;
  return settings;
}

http::Request ReadRequest(const json& request) {
  http::Request read;
  read.method = request.value("method", "POST");
  read.target = request.at("target").get<std::string>();
  const size_t question = read.target.find('?');
  read.path = read.target.substr(0, question);
  if (question != std::string::npos) read.query = read.target.substr(question + 1);
  const json headers = request.value("headers", json::object());
  for (const auto& [name, value] : headers.items())
    read.headers.emplace_back(name, value.get<std::string>());
  read.body = request.contains("body_hex") ? FromHex(request.at("body_hex").get<std::string>())
                                           : request.value("body", "");
  // The clock that signatures are checked by.
  if (request.contains("received_at"))
    read.received_at = *ParseTime(request.at("received_at").get<std::string>());
  return read;
}

std::string PathTokenOf(const http::Request& request) {
  std::string_view path = request.path;
  for (int skipped = 0; skipped < 3; ++skipped) {  // hooks, channel, event
    const size_t slash = path.find('/', 1);
    if (slash == std::string_view::npos) return {};
    path.remove_prefix(slash);
  }
  path.remove_prefix(1);
  return http::UrlDecode(path.substr(0, path.find('/')), false);
}

std::string WireForm(const http::Request& request) {
  std::string wire = request.method + " " + request.target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : request.headers)
    wire += name + ": " + value + "\r\n";
  if (!request.HasHeader("Content-Length") && !request.body.empty())
    wire += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  return wire + "\r\n" + request.body;
}

json Describe(const Inbound& inbound) {
  json shown = {{"kind", InboundKindName(inbound.kind)}};
  const auto text = [&shown](const char* name, const std::string& value) {
    if (!value.empty()) shown[name] = value;
  };
  text("from", inbound.from.Reveal());
  text("to", inbound.to);
  text("text", inbound.text.Reveal());
  text("provider_id", inbound.provider_id);
  text("session", inbound.session);
  text("reason", inbound.reason);
  text("reference", inbound.reference);
  if (!inbound.from_is_msisdn) shown["from_is_msisdn"] = false;
  if (inbound.accumulated) shown["accumulated"] = true;
  if (inbound.first) shown["first"] = true;
  if (inbound.ignore) shown["ignore"] = true;
  if (inbound.dialled) shown["dialled"] = true;
  if (inbound.turn != 0) shown["turn"] = inbound.turn;
  if (inbound.opt != OptChange::kNone) shown["opt"] = OptChangeName(inbound.opt);
  if (inbound.concat)
    shown["concat"] = {{"group", inbound.concat->group},
                       {"part", inbound.concat->part},
                       {"total", inbound.concat->total}};
  const bool notice = inbound.opt != OptChange::kNone && inbound.provider_id.empty();
  if (inbound.kind == InboundKind::kStatus && !inbound.ignore && !notice)
    shown["state"] = DeliveryStateName(inbound.state);
  if (inbound.sent_at) shown["sent_at"] = FormatTime(*inbound.sent_at);
  return shown;
}

}  // namespace tipline::gateway
