// tipline stats funnel [FLOW]: what became of each screen, out of the counters in Redis.
#include <cstdio>
#include <iostream>
#include <memory>
#include <set>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/settings.h"
#include "gateway/store/connect.h"
#include "gateway/store/funnel.h"
#include "workers/cli/case_store.h"
#include "workers/cli/stats.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;
using Steps = std::map<std::string, store::ScreenCounts>;

constexpr int kBar = 24;  // characters of the longest bar

struct Arguments {
  std::string flow, language, medium;
};

Json StepsJson(const Steps& steps) {
  Json out = Json::array();
  for (const auto& [step, counts] : steps)
    out.push_back({{"step", step},
                   {"shown", counts.shown},
                   {"answered", counts.answered},
                   {"invalid", counts.invalid},
                   {"timeout", counts.timeout()},
                   {"dropped", counts.dropped()},
                   {"resumed", counts.resumed},
                   {"left", counts.left},
                   {"ended", counts.ended}});
  return out;
}

void Print(const std::string& flow, const Steps& steps) {
  int64_t most = 1;
  for (const auto& [step, counts] : steps)
    most = std::max(most, counts.shown);
  std::printf("%s\n  %-28s %9s %9s %9s %9s %9s %9s\n", flow.c_str(), "screen", "shown", "answered",
              "invalid", "timeout", "dropped", "left");
  std::vector<std::pair<std::string, store::ScreenCounts>> sorted(steps.begin(), steps.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second.shown > b.second.shown; });
  for (const auto& [step, counts] : sorted) {
    if (counts.shown == 0 && counts.left == 0) continue;
    const std::string bar(static_cast<size_t>(counts.shown * kBar / most), '#');
    std::printf("  %-28s %9lld %9lld %9lld %9lld %9lld %9lld  %s\n", step.c_str(),
                static_cast<long long>(counts.shown), static_cast<long long>(counts.answered),
                static_cast<long long>(counts.invalid), static_cast<long long>(counts.timeout()),
                static_cast<long long>(counts.dropped()), static_cast<long long>(counts.left),
                bar.c_str());
  }
}

Status ShowFunnel(const Context& context, const Arguments& arguments) {
  TRY_ASSIGN(const Settings settings, LoadSettings(context.config_file));
  store::Redis redis(store::RedisFor(settings, "admin", "cli"));
  TRY_ASSIGN(store::Funnel funnel, store::ReadFunnel(redis, settings.partitions));
  std::erase_if(funnel, [&](const auto& one) {
    const auto differs = [](const std::string& wanted, const std::string& is) {
      return !wanted.empty() && wanted != is;
    };
    return differs(arguments.flow, one.first.flow) ||
           differs(arguments.language, one.first.language) ||
           differs(arguments.medium, one.first.medium);
  });
  const auto together = store::Together(funnel);
  if (context.json) {
    Json out = Json::array();
    for (const auto& [key, steps] : funnel)
      out.push_back({{"flow", key.flow},
                     {"language", key.language},
                     {"medium", key.medium},
                     {"steps", StepsJson(steps)}});
    std::cout << DumpJson(out) << "\n";
    return Unit{};
  }
  for (const auto& [flow, steps] : together)
    Print(flow, steps);
  if (together.empty()) std::printf("nobody has been here yet\n");
  return Unit{};
}

}  // namespace

void AddStatsFunnel(CLI::App& group, Context& context, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* funnel = group.add_subcommand(
      "funnel", "What became of each screen: shown, answered, invalid, timeout, dropped, left");
  funnel->add_option("flow", arguments->flow, "only this flow");
  funnel->add_option("--lang", arguments->language, "only in this language");
  funnel->add_option("--medium", arguments->medium, "only ussd or sms")
      ->check(CLI::IsMember({"ussd", "sms"}));
  funnel->callback(
      [=, &context, &exit_code] { exit_code = CodeOf(ShowFunnel(context, *arguments)); });
}

}  // namespace tipline::cli
