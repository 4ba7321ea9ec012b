#include "gateway/providers/basic_auth.h"

#include <string>

#include "flows/base/ascii.h"
#include "gateway/base/crypto.h"

namespace tipline::gateway {
namespace {

constexpr std::string_view kScheme = "Basic ";

std::string_view SecretIn(const ChannelSettings& channel, const char* name) {
  const auto secret = channel.secrets.find(name);
  return secret == channel.secrets.end() ? std::string_view() : secret->second.Reveal();
}

}  // namespace

Status CheckBasic(const http::Request& request, const ChannelSettings& channel,
                  const char* username, const std::vector<const char*>& passwords) {
  const std::string user(SecretIn(channel, username));
  bool configured = !user.empty();
  for (const char* name : passwords)
    configured = configured || !SecretIn(channel, name).empty();
  if (!configured) return Unit{};
  const std::string_view sent = request.Header("Authorization");
  if (sent.empty()) return Invalid("header Authorization: missing");
  bool right = false;
  if (EqualsIgnoringCase(sent.substr(0, kScheme.size()), kScheme) && !user.empty()) {
    const std::string_view login = sent.substr(kScheme.size());
    for (const char* name : passwords) {
      const std::string_view password = SecretIn(channel, name);
      if (password.empty()) continue;
      right = ConstantTimeEqual(login, Base64(user + ":" + std::string(password))) || right;
    }
  }
  if (!right) return Denied("header Authorization: not the channel's user and password");
  return Unit{};
}

}  // namespace tipline::gateway
