// The channels of a configuration against the providers that there are.
#include <algorithm>
#include <filesystem>

#include "gateway/providers/dialect.h"
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

std::string InSecrets(const ChannelSettings& channel) {
  return "under \"" + channel.id + "\" in secrets_file or as TIPLINE_SECRET_<CHANNEL>_<KEY>";
}

bool IsSecret(const Provider& provider, const std::string& name) {
  const auto secrets = provider.Secrets();
  return std::any_of(secrets.begin(), secrets.end(),
                     [&name](const SecretName& secret) { return secret.name == name; });
}

Status CheckOptions(const Settings& settings, const ChannelSettings& channel,
                    const Provider& provider) {
  const auto options = provider.Options();
  std::vector<std::string> known(options.size());
  std::transform(options.begin(), options.end(), known.begin(),
                 [](const OptionName& option) { return option.name; });
  for (const auto& entry : channel.options) {
    const std::string& name = entry.first;
    const std::string& value = entry.second;
    const auto found = std::find_if(options.begin(), options.end(),
                                    [&](const OptionName& option) { return option.name == name; });
    if (found == options.end() && IsSecret(provider, name))
      return Wrong(settings, channel.id + "/options/" + name, "a secret in the configuration",
                   "it " + InSecrets(channel));
    if (found == options.end())
      return Wrong(settings, channel.id + "/options/" + name, "an option",
                   known.empty() ? "none (of provider " + channel.provider + ")"
                                 : Join(known) + " (of provider " + channel.provider + ")");
    if (found->right != nullptr && !found->right(value))  // not the value: it may be a secret
      return Wrong(settings, channel.id + "/options/" + name, "something else", found->allowed);
  }
  return Unit{};
}

// The names of secrets and dialects hold '_' and '.', an id of a channel does not.
std::string Dashed(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '_' || c == '.'; }, '-');
  return text;
}

void AddSandboxChannels(Settings& settings) {
  for (const auto& [name, provider] : Providers()) {
    const std::string id = Dashed(name);
    if (settings.channels.count(id) != 0) continue;
    ChannelSettings& channel = settings.channels[id];
    channel.id = id;
    channel.provider = name;
    channel.codes = {"*384*123#", "22395"};
    channel.sender = "22395";
    for (const SecretName& secret : provider->Secrets())
      if (!secret.told && !std::string_view(secret.name).ends_with("_old"))
        channel.secrets[secret.name] =
            Secret<std::string>("sandbox-" + id + "-" + Dashed(secret.name));
  }
}

// What a provider is told of our own address (Vodacom's callback).
void AddSandboxAddresses(Settings& settings) {
  for (auto& entry : settings.channels) {
    ChannelSettings& channel = entry.second;
    const Provider* provider = FindProvider(channel.provider);
    const auto token = channel.secrets.find("path_token");
    if (provider == nullptr || token == channel.secrets.end()) continue;
    for (const SecretName& secret : provider->Secrets())
      if (secret.told && channel.secrets.count(secret.name) == 0)
        channel.secrets[secret.name] =
            Secret<std::string>(settings.public_url + "/hooks/" + channel.id + "/ussd/" +
                                http::UrlEncode(token->second.Reveal()));
  }
}

// A screen that is larger than the provider takes would lose its end.
void HoldScreens(Settings& settings) {
  for (auto& entry : settings.channels) {
    ChannelSettings& channel = entry.second;
    const Provider* provider = FindProvider(channel.provider);
    const int most = provider == nullptr ? 0 : provider->ScreenSize();
    if (most == 0) continue;
    channel.screen_gsm7 = std::min(channel.screen_gsm7, most);
    channel.screen_ucs2 = std::min(channel.screen_ucs2, most);
  }
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
  TRY(CheckOptions(settings, channel, provider));
  if (webhooks == Webhooks::kNotTaken) return Unit{};
  for (const SecretName& secret : secrets) {
    const auto found = channel.secrets.find(secret.name);
    const bool needed = secret.told || (secret.needed && channel.require_auth);
    if (needed && (found == channel.secrets.end() || found->second.empty()))
      return Wrong(settings, channel.id, std::string("no secret \"") + secret.name + "\"",
                   "it, " + InSecrets(channel) + ": " +
                       (secret.told ? "the address that the provider calls, told in each answer"
                                    : "webhooks are known by it"));
  }
  return Unit{};
}

}  // namespace

Status PrepareChannels(Settings& settings, Webhooks webhooks) {
  std::error_code failed;
  // A program may start elsewhere than in the root of the sources: then beside the configuration.
  const auto beside = std::filesystem::path(settings.file).parent_path() / "dialects";
  if (!std::filesystem::is_directory(settings.dialects_dir, failed) &&
      std::filesystem::is_directory(beside, failed))
    settings.dialects_dir = beside.string();
  if (std::filesystem::is_directory(settings.dialects_dir, failed))
    TRY(LoadDialects(settings.dialects_dir));
  if (settings.sandbox) {
    AddSandboxChannels(settings);
    AddSandboxAddresses(settings);
  }
  HoldScreens(settings);
  return CheckChannels(settings, webhooks);
}

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
