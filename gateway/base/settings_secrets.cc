#include <algorithm>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "flows/base/ascii.h"
#include "gateway/base/settings_parts.h"

namespace tipline::settings {
namespace {

using Json = nlohmann::json;
using Secrets = std::map<std::string, Secret<std::string>>;

constexpr std::string_view kPrefix = "TIPLINE_SECRET_";
constexpr std::string_view kRedis = "redis";  // this key of the secrets file holds user -> password

Status CheckMode(const std::string& file) {
  struct stat found {};
  if (stat(file.c_str(), &found) != 0 || (found.st_mode & 0077) == 0) return Unit{};
  std::string mode = "0000";
  for (size_t i = 3; i > 0; --i)
    mode[i] = static_cast<char>('0' + (found.st_mode >> (3 * (3 - i)) & 7));
  return Wrong(file, "", "a secrets file with mode " + mode, "0600 (chmod 600 " + file + ")");
}

// The value is never part of a message.
Status AddOne(Secrets& secrets, const std::string& file, const std::string& pointer,
              const std::string& name, const Json& value) {
  if (name == "$comment") return Unit{};
  if (!value.is_string() || value.get_ref<const std::string&>().empty())
    return Wrong(file, pointer,
                 value.is_string() ? "an empty string" : "something that is no string",
                 "a string, not empty");
  secrets[name] = Secret(value.get<std::string>());
  return Unit{};
}

Status AddFile(Settings& settings, const std::string& file) {
  if (!settings.sandbox) TRY(CheckMode(file));
  TRY_ASSIGN(const Json json, ReadJson(file));
  if (!json.is_object()) return Wrong(file, "", "no object", "an object by channel id");
  for (const auto& [id, group] : json.items()) {
    if (id == "$comment") continue;
    if (!group.is_object())
      return Wrong(file, "/" + id, "no object", "an object of the provider's own names");
    const auto channel = settings.channels.find(id);
    if (id != kRedis && channel == settings.channels.end()) continue;  // of another configuration
    Secrets& into = id == kRedis ? settings.redis_passwords : channel->second.secrets;
    for (const auto& [name, value] : group.items())
      TRY(AddOne(into, file, "/" + id + "/" + name, name, value));
  }
  return Unit{};
}

bool AddRedisVariable(Settings& settings, std::string_view rest, std::string_view value) {
  for (const char* process : {"gateway", "worker", "console", "admin"}) {
    const std::string user = settings.redis_user_prefix + process;
    if (rest != VariableName(user)) continue;
    settings.redis_passwords[user] = Secret(std::string(value));
    return true;
  }
  return false;
}

// `rest`: CHANNEL_KEY. The longest channel id that fits is meant.
bool AddVariable(Settings& settings, std::string_view rest, std::string_view value) {
  ChannelSettings* best = nullptr;
  for (auto& [id, channel] : settings.channels) {
    const std::string start = VariableName(id) + "_";
    if (rest.size() > start.size() && rest.substr(0, start.size()) == start &&
        (best == nullptr || id.size() > best->id.size()))
      best = &channel;
  }
  if (best == nullptr) return false;
  best->secrets[AsciiLower(rest.substr(best->id.size() + 1))] = Secret(std::string(value));
  return true;
}

Status AddEnvironment(Settings& settings) {
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view line(*entry);
    const size_t equals = line.find('=');
    if (line.substr(0, kPrefix.size()) != kPrefix || equals == std::string_view::npos) continue;
    const std::string_view rest = line.substr(kPrefix.size(), equals - kPrefix.size());
    const std::string_view value = line.substr(equals + 1);
    if (value.empty()) continue;
    const bool known = rest.substr(0, 6) == "REDIS_"
                           ? AddRedisVariable(settings, rest.substr(6), value)
                           : AddVariable(settings, rest, value);
    if (!known)
      return Wrong("environment", line.substr(0, equals),
                   "a secret for no channel of " + settings.file,
                   "TIPLINE_SECRET_<CHANNEL>_<KEY> or TIPLINE_SECRET_REDIS_<USER>");
  }
  return Unit{};
}

}  // namespace

Status AddSecrets(Settings& settings, const std::string& secrets_file) {
  if (!secrets_file.empty()) TRY(AddFile(settings, secrets_file));
  // What this installation made for itself (ops/run: the passwords of its Redis).
  const std::string own = settings.home + "/secrets.json";
  if (access(own.c_str(), F_OK) == 0) TRY(AddFile(settings, own));
  return AddEnvironment(settings);
}

}  // namespace tipline::settings
