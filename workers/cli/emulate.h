// `tipline emulate`: an operator without a network, for whoever connects Tipline or tests it.
// Parts: emulate_ussd.cc (a phone that dials), emulate_sms.cc (one that writes),
// emulate_operator.cc (the providers' send APIs), emulate_list.cc. The work is done in
// workers/emulate.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "gateway/base/settings.h"
#include "workers/cli/command.h"
#include "workers/emulate/faults.h"
#include "workers/emulate/profile_json.h"

namespace tipline::cli {

void AddEmulateUssd(CLI::App& group, Context& context, int& exit_code);
void AddEmulateSms(CLI::App& group, Context& context, int& exit_code);
void AddEmulateOperator(CLI::App& group, Context& context, int& exit_code);
void AddEmulateList(CLI::App& group, Context& context, int& exit_code);

// The options --url and those that make webhooks go astray.
struct EmulateOptions {
  std::string url;
  emulate::Faults faults;
  int delay_ms = 0;
};
void AddEmulateOptions(CLI::App& command, const std::shared_ptr<EmulateOptions>& options);

// A sandbox's settings, checked. kDenied: the configuration is of a hotline in service.
Result<Settings> EmulateSettings(const Context& context);
// --url, else where the gateway of the configuration listens. A sandbox's public_url becomes the
// same: the gateway there was started with that port (TIPLINE_GATEWAY_PORT), and signatures are
// over its URL.
Result<std::string> GatewayUrl(const std::string& given, Settings& settings);
std::string ProfilesDir(const Settings& settings);
// kNotFound names the channels that there are.
Result<const ChannelSettings*> FindChannel(const Settings& settings, const std::string& id);
Result<emulate::Profile> ProfileOf(const Settings& settings, const ChannelSettings& channel);

}  // namespace tipline::cli
