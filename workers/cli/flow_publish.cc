// tipline flow publish [FLOW]: checks, compiles and hands to Redis. Sessions stay with the version
// they began with.
#include <algorithm>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/settings.h"
#include "gateway/base/system_clock.h"
#include "gateway/store/connect.h"
#include "gateway/store/live/flows_published.h"
#include "gateway/store/live/gate.h"
#include "workers/cli/flow.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

struct Arguments {
  std::string flow;
  bool dry_run = false;
};

// What no other flow calls, and what a channel begins with: that may be called by another as well.
Result<std::vector<std::string>> NamesOf(const Settings& settings,
                                         const std::vector<flows::SourceFile>& files) {
  TRY_ASSIGN(auto names, RootFlows(files));
  for (const std::string& name : settings.Bundles())
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

Result<std::vector<flows::Bundle>> CompileAll(const std::vector<std::string>& names,
                                              const std::vector<flows::SourceFile>& files) {
  std::vector<flows::Bundle> bundles;
  for (const std::string& name : names) {
    TRY_ASSIGN(auto bundle, CompileFlow(name, files));
    bundles.push_back(std::move(bundle));
  }
  return bundles;
}

Result<Json> Publish(const Settings& settings, const std::vector<flows::Bundle>& bundles) {
  store::Redis redis(store::RedisFor(settings, "admin", "cli"));
  TRY(store::CheckServer(redis, settings.redis_unsafe));
  Json out = Json::array();
  for (const flows::Bundle& bundle : bundles) {
    const auto encode = [&](int64_t version) { return bundle.WithVersion(version).Encode(); };
    TRY_ASSIGN(const auto published,
               store::PublishedFlows::Publish(redis, bundle.name(), bundle.hash(), encode,
                                              SystemClock().Now()));
    out.push_back({{"flow", bundle.name()},
                   {"version", published.version},
                   {"hash", bundle.hash()},
                   {"published", published.fresh}});
  }
  return out;
}

Json Outline(const std::vector<flows::Bundle>& bundles) {
  Json out = Json::array();
  for (const flows::Bundle& bundle : bundles)
    out.push_back({{"flow", bundle.name()},
                   {"hash", bundle.hash()},
                   {"languages", bundle.languages()},
                   {"bytes", bundle.Encode().size()},
                   {"published", false}});
  return out;
}

void Print(const Context& context, const Json& out) {
  if (context.json) {
    std::cout << DumpJson(out) << "\n";
    return;
  }
  for (const Json& one : out) {
    std::cout << one["flow"].get<std::string>();
    if (one.contains("version")) std::cout << " version " << one["version"].get<int64_t>();
    std::cout << " " << one["hash"].get<std::string>();
    if (one.contains("bytes"))
      std::cout << " " << one["bytes"].get<size_t>() << " bytes, would be published";
    else
      std::cout << (one["published"].get<bool>() ? " published" : " is published already");
    std::cout << "\n";
  }
}

int Run(const Context& context, const Arguments& arguments) {
  const auto settings = LoadSettings(context.config_file);
  if (!settings) return Fail(settings.error());
  const auto files = ReadFlowsDir(settings->flows_dir);
  if (!files) return Fail(files.error());
  if (const auto findings = flows::Lint(*files); flows::HasErrors(findings)) {
    PrintFindings(context, findings, std::cerr);
    return kNo;
  }
  const auto names = arguments.flow.empty() ? NamesOf(*settings, *files)
                                            : Result<std::vector<std::string>>({arguments.flow});
  if (!names) return Fail(names.error());
  const auto bundles = CompileAll(*names, *files);
  if (!bundles) return Fail(bundles.error());
  const auto out =
      arguments.dry_run ? Result<Json>(Outline(*bundles)) : Publish(*settings, *bundles);
  if (!out) return Fail(out.error());
  Print(context, *out);
  return kDone;
}

}  // namespace

void AddFlowPublish(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* publish =
      group.add_subcommand("publish", "Check, compile and publish flows; 1 if lint finds an error");
  const auto arguments = std::make_shared<Arguments>();
  publish->add_option("flow", arguments->flow,
                      "name of the flow (default: those of channels, and all that are no subflow)");
  publish->add_flag("--dry-run", arguments->dry_run,
                    "only say what would be published; needs no Redis");
  publish->callback([=, &context, &exit_code] { exit_code = Run(context, *arguments); });
}

}  // namespace tipline::cli
