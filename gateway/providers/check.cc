// The channels of a configuration against the providers that there are.
#include <algorithm>

#include "gateway/providers/provider.h"

namespace tipline::gateway {
namespace {

Error Wrong(const Settings& settings, const std::string& pointer, const std::string& found,
            const std::string& allowed) {
  return Invalid(settings.file + ": /channels/" + pointer + ": found " + found +
                 "; allowed: " + allowed);
}

std::string Join(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names)
    all += (all.empty() ? "" : ", ") + name;
  return all;
}

Status CheckSecrets(const Settings& settings, const ChannelSettings& channel,
                    const Provider& provider, Webhooks webhooks) {
  const auto secrets = provider.Secrets();
  std::vector<std::string> known(secrets.size());
  std::transform(secrets.begin(), secrets.end(), known.begin(),
                 [](const SecretName& secret) { return secret.name; });
  for (const auto& [name, value] : channel.secrets)
    if (std::find(known.begin(), known.end(), name) == known.end())
      return Wrong(settings, channel.id, "a secret \"" + name + "\"",
                   Join(known) + " (of provider " + channel.provider + ")");
  if (!channel.require_auth || webhooks == Webhooks::kNotTaken) return Unit{};
  for (const SecretName& secret : secrets) {
    const auto found = channel.secrets.find(secret.name);
    if (secret.needed && (found == channel.secrets.end() || found->second.empty()))
      return Wrong(settings, channel.id, std::string("no secret \"") + secret.name + "\"",
                   "it, under \"" + channel.id +
                       "\" in secrets_file or as TIPLINE_SECRET_<CHANNEL>_<KEY>: webhooks are "
                       "known by it");
  }
  return Unit{};
}

}  // namespace

Status CheckChannels(const Settings& settings, Webhooks webhooks) {
  for (const auto& [id, channel] : settings.channels) {
    const Provider* provider = FindProvider(channel.provider);
    if (provider == nullptr) {
      std::vector<std::string> known;
      for (const auto& [name, one] : Providers())
        known.push_back(name);
      return Wrong(settings, id + "/provider", "\"" + channel.provider + "\"", Join(known));
    }
    TRY(CheckSecrets(settings, channel, *provider, webhooks));
  }
  return Unit{};
}

}  // namespace tipline::gateway
