#include <algorithm>

#include "flows/base/ascii.h"
#include "flows/base/zone.h"
#include "flows/delivery/hours.h"
#include "gateway/base/network.h"
#include "gateway/base/settings_parts.h"

namespace tipline::settings {
namespace {

constexpr size_t kSocketPathLimit = 107;  // sun_path of unix(7) without its NUL
constexpr std::string_view kSandboxMark = "sandbox";
// The public half of a key that everybody knows (RFC 8032 seed 00 01 .. 1F; providers.md §8.4):
// anybody could sign for it.
constexpr std::string_view kKnownPublicKey = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";

bool IsSandboxSecret(const Secret<std::string>& secret) {
  return secret.Reveal() == kKnownPublicKey ||
         AsciiLower(secret.Reveal()).find(kSandboxMark) != std::string::npos;
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

bool IsCountry(const std::string& text) {
  return text.size() == 2 && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == text.npos;
}

// Quiet hours that nobody can compute, or a cap in no currency, would hold nothing back.
Status CheckSending(const Settings& settings, const ChannelSettings& channel) {
  const std::string pointer = "/channels/" + channel.id;
  for (const std::string& id : channel.failover)
    if (id == channel.id || !settings.channels.contains(id))
      return Wrong(settings.file, pointer + "/failover",
                   id == channel.id ? "the channel itself" : "a channel that is not there",
                   "ids of other channels of this file");
  for (const auto& [country, sender] : channel.senders)
    if (!IsCountry(country))
      return Wrong(settings.file, pointer + "/senders", "a name that is no country",
                   "two capital letters (ISO 3166), such as KE");
  if (!IsZone(channel.time_zone))
    return Wrong(settings.file, pointer + "/time_zone", "a zone that is not known",
                 "an IANA time zone such as Africa/Nairobi");
  if (!channel.quiet_hours.empty() && !flows::ReadDayHours(channel.quiet_hours))
    return Wrong(settings.file, pointer + "/quiet_hours", "hours of no length",
                 "local hours such as 21:00-07:00, or empty for none");
  const bool money = channel.daily_cap_micros > 0 || channel.cost_per_segment_micros > 0;
  if (money && channel.currency.empty())
    return Wrong(settings.file, pointer + "/currency", "nothing",
                 "a currency (ISO 4217) where there is a cost or a cap");
  return Unit{};
}

Status CheckNetworks(const Settings& settings, const std::string& pointer,
                     const std::vector<std::string>& networks) {
  for (size_t i = 0; i < networks.size(); ++i)
    if (const auto network = Network::Parse(networks[i]); !network) {
      const std::string& why = network.error().message;
      const size_t allowed = why.rfind("allowed: ");
      return Wrong(settings.file, pointer + "/" + std::to_string(i),
                   "\"" + networks[i].substr(0, 49) + "\"" +
                       (allowed > 0 ? " (" + why.substr(0, allowed - 2) + ")" : ""),
                   why.substr(allowed + 9));
    }
  return Unit{};
}

// So that it shows at start; the client looks at the real address of each connection
// (gateway/http/client_guard.h). The URL itself may hold a key, and the environment may give one.
Status CheckApiUrl(const Settings& settings, const ChannelSettings& channel) {
  const std::string pointer = "/channels/" + channel.id + "/api_url";
  std::string_view url = channel.api_url;
  if (url.empty()) return Unit{};
  const bool plain = url.starts_with("http://");
  if (!plain && !url.starts_with("https://"))
    return Wrong(settings.file, pointer, "another scheme", "http:// or https:// with a host");
  url.remove_prefix(url.find("//") + 2);
  const std::string_view host = url.substr(0, url.find_first_of("/?#"));
  if (host.empty() || host.find('@') != std::string_view::npos)
    return Wrong(settings.file, pointer, host.empty() ? "no host" : "a user or password in it",
                 "http:// or https:// with a host; keys belong into secrets_file");
  if (plain && !settings.sandbox && !channel.private_network && !channel.plain_http)
    return Wrong(settings.file, pointer, "http://",
                 "https://, or \"private_network\": true for a gateway of our own beside us");
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
    TRY(CheckNetworks(settings, "/channels/" + id + "/allow_from", channel.allow_from));
    TRY(CheckSending(settings, channel));
    TRY(CheckApiUrl(settings, channel));
  }
  TRY(CheckNetworks(settings, "/trusted_proxies", settings.trusted_proxies));
  if (!settings.sandbox) TRY(CheckNoSandboxSecret(settings));
  if (settings.redis_socket.size() > kSocketPathLimit)
    return Wrong(settings.file, "/redis/socket",
                 "a path of " + std::to_string(settings.redis_socket.size()) + " bytes",
                 "at most " + std::to_string(kSocketPathLimit) +
                     " bytes (a shorter TIPLINE_HOME, or a path of its own)");
  return Unit{};
}

}  // namespace tipline::settings
