#include "gateway/base/settings.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "flows/base/json.h"
#include "gateway/base/files.h"
#include "gateway/base/settings_parts.h"

namespace tipline {
namespace settings {
namespace {

using Json = nlohmann::json;

// CheckShape has passed: what is there has its type.
template <typename T>
void Set(const Json& object, const char* key, T& into) {
  if (const auto it = object.find(key); it != object.end()) it->get_to(into);
}

const Json& Part(const Json& config, const char* key) {
  static const Json& empty = *new Json(Json::object());
  const auto it = config.find(key);
  return it == config.end() ? empty : *it;
}

void Replace(std::string& text, std::string_view what, const std::string& with) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

// Money in units of its currency, as people write it, to millionths.
void SetMicros(const Json& object, const char* key, int64_t& into) {
  constexpr double kMicros = 1e6;
  double units = 0;
  Set(object, key, units);
  into = std::llround(units * kMicros);
}

void SetMillis(const Json& object, const char* key, Millis& into) {
  int64_t count = into.count();
  Set(object, key, count);
  into = Millis(count);
}

void ReadSending(const Json& json, ChannelSettings& channel) {
  Set(json, "api_url", channel.api_url);
  Set(json, "sender", channel.sender);
  Set(json, "rate_per_second", channel.rate_per_second);
  Set(json, "burst", channel.burst);
  SetMillis(json, "send_timeout_ms", channel.send_timeout);
  Set(json, "failover", channel.failover);
  Set(json, "countries", channel.countries);
  for (const auto& [country, sender] : Part(json, "senders").items())
    if (country != "$comment") channel.senders[country] = sender.get<std::string>();
  Set(json, "quiet_hours", channel.quiet_hours);
  Set(json, "time_zone", channel.time_zone);
  SetMicros(json, "cost_per_segment", channel.cost_per_segment_micros);
  Set(json, "currency", channel.currency);
  SetMicros(json, "daily_cap", channel.daily_cap_micros);
  Set(json, "private_network", channel.private_network);
  Set(json, "plain_http", channel.plain_http);
}

ChannelSettings ReadChannel(const std::string& id, const Json& json, const Settings& settings) {
  ChannelSettings channel;
  channel.id = id;
  channel.quiet_hours = settings.quiet_hours;
  channel.time_zone = settings.time_zone;
  Set(json, "provider", channel.provider);
  Set(json, "flow", channel.flow);
  Set(json, "codes", channel.codes);
  Set(json, "region", channel.region);
  Set(json, "default_language", channel.default_language);
  Set(json, "screen_gsm7", channel.screen_gsm7);
  Set(json, "screen_ucs2", channel.screen_ucs2);
  Set(json, "spelling", channel.spelling);
  Set(json, "free", channel.free);
  Set(json, "emergency", channel.emergency);
  ReadSending(json, channel);
  Set(json, "require_auth", channel.require_auth);
  Set(json, "allow_from", channel.allow_from);
  for (const auto& [name, value] : Part(json, "options").items())
    if (name != "$comment") channel.options[name] = value.get<std::string>();
  SetMillis(json, "deadline_ms", channel.deadline);
  int64_t silence_minutes = 0;
  Set(json, "silence_alarm_minutes", silence_minutes);
  channel.silence_alarm = std::chrono::minutes(silence_minutes);
  return channel;
}

void ReadProcesses(const Json& config, Settings& settings) {
  const Json& gateway = Part(config, "gateway");
  Set(gateway, "host", settings.gateway_host);
  Set(gateway, "port", settings.gateway_port);
  Set(gateway, "threads", settings.gateway_threads);
  const Json& console = Part(config, "console");
  Set(console, "host", settings.console_host);
  Set(console, "port", settings.console_port);
  const Json& worker = Part(config, "worker");
  Set(worker, "threads", settings.worker_threads);
  Set(worker, "metrics_port", settings.worker_metrics_port);
  const Json& redis = Part(config, "redis");
  Set(redis, "socket", settings.redis_socket);
  Set(redis, "user_prefix", settings.redis_user_prefix);
  Set(redis, "unsafe", settings.redis_unsafe);
}

Settings Read(const Json& config, const std::string& file) {
  Settings settings;
  settings.file = file;
  settings.home = "var";
  settings.redis_socket = "{home}/redis/redis.sock";
  settings.sql = "sqlite:{home}/tipline.db";
  Set(config, "sandbox", settings.sandbox);
  Set(config, "home", settings.home);
  Set(config, "public_url", settings.public_url);
  Set(config, "partitions", settings.partitions);
  Set(config, "sql", settings.sql);
  Set(config, "flows_dir", settings.flows_dir);
  Set(config, "triage_dir", settings.triage_dir);
  Set(config, "dialects_dir", settings.dialects_dir);
  Set(config, "trusted_proxies", settings.trusted_proxies);
  Set(config, "quiet_hours", settings.quiet_hours);
  Set(config, "time_zone", settings.time_zone);
  ReadProcesses(config, settings);
  for (const auto& [id, channel] : Part(config, "channels").items())
    if (id != "$comment") settings.channels[id] = ReadChannel(id, channel, settings);
  return settings;
}

Status SetPort(const char* name, int& port) {
  const char* value = Environment(name);
  if (value == nullptr) return Unit{};
  const std::string_view text(value);
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size() || number < 0 || number > 65535)
    return Wrong("environment", name, DumpJson(Json(text.substr(0, 40))), "a port, 0 to 65535");
  port = number;
  return Unit{};
}

// What is chosen for one start of a program wins over the file.
Status ApplyEnvironment(Settings& settings) {
  if (const char* home = Environment("TIPLINE_HOME")) settings.home = home;
  TRY(SetPort("TIPLINE_GATEWAY_PORT", settings.gateway_port));
  TRY(SetPort("TIPLINE_CONSOLE_PORT", settings.console_port));
  for (auto& [id, channel] : settings.channels) {
    const std::string name = "TIPLINE_API_URL_" + VariableName(id);
    if (const char* url = Environment(name.c_str())) channel.api_url = url;
  }
  while (settings.home.size() > 1 && settings.home.back() == '/')
    settings.home.pop_back();
  for (std::string* path : {&settings.redis_socket, &settings.sql, &settings.flows_dir,
                            &settings.triage_dir, &settings.dialects_dir})
    Replace(*path, "{home}", settings.home);
  Replace(settings.public_url, "{gateway_port}", std::to_string(settings.gateway_port));
  return Unit{};
}

// TIPLINE_SECRETS, else what the file says: beside the file, unless it is an absolute path.
std::string SecretsFile(const Json& config, const std::string& file) {
  if (const char* given = Environment("TIPLINE_SECRETS")) return given;
  std::string name;
  Set(config, "secrets_file", name);
  if (name.empty()) return name;
  return (std::filesystem::path(file).parent_path() / name).string();
}

std::string LineOf(std::string_view text, const std::string& message) {
  constexpr std::string_view kMark = " at byte ";
  const size_t mark = message.rfind(kMark);
  size_t byte = 0;
  if (mark == std::string::npos) return "";
  const char* first = message.data() + mark + kMark.size();
  std::from_chars(first, message.data() + message.size(), byte);
  size_t line = 1;
  for (const char c : text.substr(0, byte > 0 ? byte - 1 : 0))
    line += c == '\n' ? 1 : 0;
  return "line " + std::to_string(line) + ": ";
}

}  // namespace

Error Wrong(std::string_view file, std::string_view pointer, std::string_view found,
            std::string_view allowed) {
  std::string message(file);
  message.append(": ").append(pointer.empty() ? "/" : pointer).append(": found ").append(found);
  return Invalid(message.append("; allowed: ").append(allowed));
}

std::string VariableName(std::string_view id) {
  std::string name(id);
  for (char& c : name)
    c = c == '-' ? '_' : AsciiUpper(c);
  return name;
}

const char* Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? nullptr : value;
}

Result<Json> ReadJson(const std::string& file) {
  const auto text = ReadFile(file, kMaxFile);
  if (!text) return Invalid(text.error().message);
  JsonLimits limits;
  limits.bytes = kMaxFile;
  limits.comments = true;
  auto json = ParseJson(*text, limits);
  if (!json)
    return Invalid(file + ": " + LineOf(*text, json.error().message) + json.error().message);
  return json;
}

}  // namespace settings

std::set<std::string> Settings::Bundles() const {
  std::set<std::string> names;
  for (const auto& [id, channel] : channels)
    names.insert(channel.Bundle());
  return names;
}

Result<Settings> LoadSettings(const std::string& file) {
  TRY_ASSIGN(const nlohmann::json config, settings::ReadJson(file));
  TRY(settings::CheckShape(config, file));
  Settings result = settings::Read(config, file);
  TRY(settings::ApplyEnvironment(result));
  TRY(settings::AddSecrets(result, settings::SecretsFile(config, file)));
  TRY(settings::CheckMeaning(result));
  return result;
}

}  // namespace tipline
