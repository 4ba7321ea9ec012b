// tipline hook providers: what Tipline speaks, and what each of them has to be told.
#include <algorithm>
#include <iostream>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/providers/dialect.h"
#include "gateway/providers/provider.h"
#include "workers/cli/command.h"
#include "workers/cli/hook.h"

namespace tipline::cli {
namespace {

using nlohmann::json;

json Shown(const std::string& name, const gateway::Provider& provider) {
  const gateway::ProviderInfo info = provider.Info();
  json secrets = json::object();
  for (const gateway::SecretName& secret : provider.Secrets())
    secrets[secret.name] = secret.needed || secret.told ? "needed" : "optional";
  json options = json::object();
  for (const gateway::OptionName& option : provider.Options())
    options[option.name] = option.allowed;
  const auto dialects = gateway::DialectNames();
  const bool is_data = std::find(dialects.begin(), dialects.end(), name) != dialects.end();
  return {{"name", name},
          {"title", info.title},
          {"carries", info.carries},
          {"verified", info.verified},
          {"is", is_data ? "dialect" : "code"},
          {"secrets", secrets},
          {"options", options}};
}

std::string Keys(const json& object) {
  std::string all;
  for (const auto& [name, value] : object.items())
    all += (all.empty() ? "" : ", ") + name + (value == "needed" ? "!" : "");
  return all.empty() ? "-" : all;
}

}  // namespace

int PrintProviders(bool as_json) {
  json all = json::array();
  size_t width = 0;
  for (const auto& [name, provider] : gateway::Providers()) {
    all.push_back(Shown(name, *provider));
    width = std::max(width, name.size());
  }
  if (as_json) {
    std::cout << DumpJsonIndented(all) << '\n';
    return kDone;
  }
  const std::string indent(width + 2, ' ');
  for (const json& one : all) {
    std::string name = one["name"].get<std::string>();
    name.resize(width + 2, ' ');
    std::cout << name << one["title"].get<std::string>() << ": "
              << one["carries"].get<std::string>() << "\n"
              << indent << "checked against: " << one["verified"].get<std::string>() << "\n"
              << indent << "secrets: " << Keys(one["secrets"])
              << "   options: " << Keys(one["options"]) << "\n";
  }
  std::cout << "\nA secret with ! is needed; X_old beside X takes webhooks during a rotation.\n";
  return kDone;
}

}  // namespace tipline::cli
