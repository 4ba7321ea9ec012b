#include "workers/cli/emulate.h"

#include <filesystem>

#include <CLI/CLI.hpp>

#include "gateway/providers/provider.h"
#include "workers/emulate/courier.h"

namespace tipline::cli {
namespace {

constexpr const char* kAbout =
    "A telecom operator without a network: a phone in the terminal that dials and writes, and the\n"
    "providers' send APIs, for integrators and tests. Speaks to a sandbox on this machine only.";
constexpr const char* kFooter =
    "Examples (with `ops/run` up):\n"
    "  tipline emulate list                            what is emulated of which provider\n"
    "  tipline emulate ussd africastalking             a phone in the terminal; answer, or: help\n"
    "  tipline emulate ussd generic --input 1,1,3,\"two girls at the mill\",Kisumu\n"
    "  tipline emulate sms twilio --text \"they cannot leave\" --repeat 2\n"
    "  tipline emulate operator twilio kannel          take what Tipline sends, report delivery\n"
    "Channels are those of the configuration; in the sandbox each has its provider's name.";

void Add(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* group = app.add_subcommand("emulate", kAbout);
  group->footer(kFooter);
  group->require_subcommand(1);
  AddEmulateUssd(*group, context, exit_code);
  AddEmulateSms(*group, context, exit_code);
  AddEmulateOperator(*group, context, exit_code);
  AddEmulateList(*group, context, exit_code);
}

const RegisterCommand kRegistered("emulate", Add);

}  // namespace

void AddEmulateOptions(CLI::App& command, const std::shared_ptr<EmulateOptions>& options) {
  command.add_option("--url", options->url,
                     "Where the gateway listens (default: 127.0.0.1 and the configured port)");
  CLI::Option_group* faults =
      command.add_option_group("Faults", "What networks do to webhooks on their way");
  faults->add_option("--repeat", options->faults.repeat, "Every webhook comes N times more")
      ->check(CLI::Range(0, 100));
  faults->add_flag("--reorder", options->faults.reorder,
                   "They come in another order; of USSD, an old turn comes again after a new one");
  faults->add_option("--delay", options->delay_ms, "Each is held back for up to so many ms")
      ->check(CLI::Range(0, 60'000));
  faults
      ->add_option("--drop", options->faults.drop,
                   "This share (0 to 1) is lost: the webhook, or as often its answer")
      ->check(CLI::Range(0.0, 1.0));
  faults->add_option("--seed", options->faults.seed,
                     "Of chance: the same seed does the same again, ids included");
}

Result<Settings> EmulateSettings(const Context& context) {
  TRY_ASSIGN(Settings settings, LoadSettings(context.config_file));
  TRY(gateway::PrepareChannels(settings, gateway::Webhooks::kNotTaken));
  if (!settings.sandbox)
    return Denied(settings.file +
                  ": not a sandbox; made-up tips would reach people who act on them");
  return settings;
}

Result<std::string> GatewayUrl(const std::string& given, Settings& settings) {
  std::string url = given;
  if (url.empty()) url = "http://127.0.0.1:" + std::to_string(settings.gateway_port);
  while (url.ends_with('/'))
    url.pop_back();
  TRY(emulate::CheckLoopback(url));
  if (emulate::CheckLoopback(settings.public_url)) settings.public_url = url;
  return url;
}

std::string ProfilesDir(const Settings& settings) {
  return (std::filesystem::path(settings.dialects_dir).parent_path() / "emulator").string();
}

Result<const ChannelSettings*> FindChannel(const Settings& settings, const std::string& id) {
  const auto found = settings.channels.find(id);
  if (found != settings.channels.end()) return &found->second;
  std::string known;
  for (const auto& [name, channel] : settings.channels)
    known += (known.empty() ? "" : ", ") + name;
  return NotFound("channel \"" + id + "\" is not in " + settings.file + "; allowed: " + known);
}

Result<emulate::Profile> ProfileOf(const Settings& settings, const ChannelSettings& channel) {
  return emulate::FindProfile(channel.provider, ProfilesDir(settings), settings.dialects_dir);
}

}  // namespace tipline::cli
