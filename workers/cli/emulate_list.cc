// tipline emulate list: what is emulated of which provider.
#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/providers/provider.h"
#include "workers/cli/emulate.h"
#include "workers/emulate/send_api.h"

namespace tipline::cli {
namespace {

using nlohmann::json;

json Describe(const std::string& name, const emulate::Profile& profile) {
  json networks = json::array();
  for (const emulate::Network& network : profile.networks)
    networks.push_back({{"name", network.name},
                        {"code", network.code},
                        {"gsm7", network.gsm7},
                        {"ucs2", network.ucs2},
                        {"idle_s", network.idle.count() / 1000},
                        {"session_s", network.session.count() / 1000},
                        {"answer_s", network.answer.count() / 1000}});
  json states = json::array();
  if (profile.status)
    for (const auto& [state, values] : profile.status->states)
      states.push_back(DeliveryStateName(state));
  json failures = json::object();
  if (profile.send)
    for (const std::string& failure : emulate::FailuresOf(*profile.send)) {
      const auto known = profile.send->failures.find(failure);
      const auto outcome = emulate::ClassOfFailure(*profile.send, failure);
      failures[failure] = {
          {"class", outcome ? gateway::SendClassName(*outcome) : ""},
          {"what", known == profile.send->failures.end() ? "HTTP status" : known->second.what}};
    }
  const gateway::Provider* provider = gateway::FindProvider(name);
  return {{"provider", name},
          {"title", provider == nullptr ? name : provider->Info().title},
          {"ussd", profile.ussd.has_value()},
          {"ussd_end", profile.ussd_end.has_value()},
          {"sms", profile.sms.has_value()},
          {"parts", profile.sms && !profile.sms->part.is_null()},
          {"send", profile.send.has_value()},
          {"reports", states},
          {"networks", networks},
          {"failures", failures}};
}

void Print(const json& one, bool failures) {
  std::string parts;
  const auto add = [&parts](const std::string& part) {
    parts += (parts.empty() ? "" : ", ") + part;
  };
  if (one["ussd"]) add(one["ussd_end"] ? "USSD with end notice" : "USSD");
  if (one["sms"]) add(one["parts"] ? "SMS in parts" : "SMS");
  if (one["send"]) add("sending");
  if (!one["reports"].empty()) add("reports");
  std::cout << one["provider"].get<std::string>() << "  " << one["title"].get<std::string>()
            << "\n    " << parts << "\n";
  if (one["ussd"])
    for (const json& network : one["networks"])
      std::cout << "    network " << network["name"].get<std::string>() << ": " << network["gsm7"]
                << " septets or " << network["ucs2"] << " UCS-2, idle " << network["idle_s"]
                << " s, session " << network["session_s"] << " s, waits " << network["answer_s"]
                << " s for an answer\n";
  if (!failures) return;
  for (const auto& [name, failure] : one["failures"].items())
    std::cout << "    failure " << name << ": " << failure["what"].get<std::string>() << " -> "
              << failure["class"].get<std::string>() << "\n";
}

Result<int> List(const Context& context, const std::string& only) {
  TRY_ASSIGN(Settings settings, LoadSettings(context.config_file));
  TRY(gateway::PrepareChannels(settings, gateway::Webhooks::kNotTaken));
  json all = json::array();
  for (const auto& [name, provider] : gateway::Providers()) {
    if (!only.empty() && name != only) continue;
    const auto profile = emulate::FindProfile(name, ProfilesDir(settings), settings.dialects_dir);
    if (profile)
      all.push_back(Describe(name, *profile));
    else if (profile.error().code != Code::kNotFound || !only.empty())
      return profile.error();
  }
  if (all.empty()) return NotFound("no provider \"" + only + "\"");
  if (context.json) {
    std::cout << DumpJson(all) << "\n";
    return kDone;
  }
  for (const json& one : all)
    Print(one, !only.empty());
  if (only.empty())
    std::cout << "\n`tipline emulate list PROVIDER` shows the failures that its API can answer.\n";
  return kDone;
}

}  // namespace

void AddEmulateList(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* list = group.add_subcommand("list", "Which providers are emulated, and what of them");
  const auto only = std::make_shared<std::string>();
  list->add_option("PROVIDER", *only, "Only this one, with the failures of its API");
  list->callback([=, &context, &exit_code] {
    const Result<int> done = List(context, *only);
    exit_code = done ? *done : Fail(done.error());
  });
}

}  // namespace tipline::cli
