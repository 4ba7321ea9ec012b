// tipline flow versions [FLOW]: what is published, oldest first.
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/settings.h"
#include "gateway/store/connect.h"
#include "gateway/store/live/flows_published.h"
#include "workers/cli/flow.h"

namespace tipline::cli {
namespace {

using Json = nlohmann::json;

Result<Json> List(const Context& context, const std::string& only) {
  TRY_ASSIGN(const Settings settings, LoadSettings(context.config_file));
  std::vector<std::string> names = {only};
  if (only.empty()) {
    TRY_ASSIGN(const auto files, ReadFlowsDir(settings.flows_dir));
    TRY_ASSIGN(names, RootFlows(files));
  }
  store::Redis redis(store::RedisFor(settings, "admin", "cli"));
  Json out = Json::array();
  for (const std::string& name : names) {
    TRY_ASSIGN(const auto reply, redis.Run(store::PublishedFlows::VersionsCommand(name)));
    TRY_ASSIGN(const auto versions, store::PublishedFlows::ReadVersions(reply.view()));
    for (const store::FlowVersion& version : versions)
      out.push_back({{"flow", name},
                     {"version", version.version},
                     {"hash", version.hash},
                     {"published_at", FormatTime(version.published_at)}});
  }
  return out;
}

int Run(const Context& context, const std::string& only) {
  const auto out = List(context, only);
  if (!out) return Fail(out.error());
  if (context.json) {
    std::cout << DumpJson(*out) << "\n";
    return kDone;
  }
  for (const Json& one : *out)
    std::cout << one["flow"].get<std::string>() << " " << one["version"].get<int64_t>() << " "
              << one["hash"].get<std::string>() << " " << one["published_at"].get<std::string>()
              << "\n";
  return kDone;
}

}  // namespace

void AddFlowVersions(CLI::App& group, Context& context, int& exit_code) {
  CLI::App* versions = group.add_subcommand("versions", "Published versions, oldest first");
  const auto only = std::make_shared<std::string>();
  versions->add_option("flow", *only, "name of the flow (default: all that are no subflow)");
  versions->callback([=, &context, &exit_code] { exit_code = Run(context, *only); });
}

}  // namespace tipline::cli
