#include <algorithm>

#include "flows/base/ascii.h"
#include "gateway/base/settings_parts.h"

namespace tipline::settings {
namespace {

constexpr size_t kSocketPathLimit = 107;  // sun_path of unix(7) without its NUL
constexpr std::string_view kSandboxMark = "sandbox";

bool IsSandboxSecret(const Secret<std::string>& secret) {
  return AsciiLower(secret.Reveal()).find(kSandboxMark) != std::string::npos;
}

bool IsId(const std::string& id) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
  return id.size() <= 32 && kLetters.find(id.front()) != std::string_view::npos &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

Status CheckAuthentication(const Settings& settings, const ChannelSettings& channel) {
  const std::string pointer = "/channels/" + channel.id;
  if (!channel.require_auth) {
    if (!settings.sandbox)
      return Wrong(settings.file, pointer + "/require_auth", "false", "true (outside the sandbox)");
    if (channel.provider != "generic")
      return Wrong(settings.file, pointer + "/require_auth", "false",
                   "true (only provider generic may be open, in the sandbox)");
    return Unit{};
  }
  if (channel.secrets.empty())
    return Wrong(settings.file, pointer, "no secret for it",
                 "its secrets under \"" + channel.id +
                     "\" in secrets_file, or TIPLINE_SECRET_<CHANNEL>_<KEY>");
  return Unit{};
}

Status CheckNoSandboxSecret(const Settings& settings) {
  const std::string allowed = "a secret of your own";
  for (const auto& [id, channel] : settings.channels)
    for (const auto& [name, secret] : channel.secrets)
      if (IsSandboxSecret(secret))
        return Wrong(settings.file, "/channels/" + id, "a sandbox secret as " + name, allowed);
  for (const auto& [user, password] : settings.redis_passwords)
    if (IsSandboxSecret(password))
      return Wrong(settings.file, "/redis", "a sandbox secret as password of " + user, allowed);
  return Unit{};
}

}  // namespace

Status CheckMeaning(const Settings& settings) {
  if (settings.channels.empty())
    return Wrong(settings.file, "/channels", "no channel", "an object with at least one channel");
  for (const auto& [id, channel] : settings.channels) {
    if (id.empty() || !IsId(id))
      return Wrong(settings.file, "/channels/" + id, "a name that is no id",
                   "an id of at most 32 of a-z, 0-9 and '-', beginning with a letter");
    if (id == "redis")
      return Wrong(settings.file, "/channels/redis", "a reserved id",
                   "another id (\"redis\" holds passwords in the secrets file)");
    TRY(CheckAuthentication(settings, channel));
  }
  if (!settings.sandbox) TRY(CheckNoSandboxSecret(settings));
  if (settings.redis_socket.size() > kSocketPathLimit)
    return Wrong(settings.file, "/redis/socket",
                 "a path of " + std::to_string(settings.redis_socket.size()) + " bytes",
                 "at most " + std::to_string(kSocketPathLimit) +
                     " bytes (a shorter TIPLINE_HOME, or a path of its own)");
  return Unit{};
}

}  // namespace tipline::settings
