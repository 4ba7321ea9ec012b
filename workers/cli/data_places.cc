// tipline data build places [--countries KE,UG]: makes the gazetteer on this machine from Debian's
// iso-codes and GeoNames (ops/places), into TIPLINE_HOME/data/places.json; tipline data publish
// hands it to the gateways. Nothing of it is part of Tipline: the licences go with the document.
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flows/base/json.h"
#include "gateway/base/settings.h"
#include "workers/cli/command.h"
#include "workers/cli/data_source.h"

namespace tipline::cli {
namespace {

namespace fs = std::filesystem;

// The whole world is six megabytes.
constexpr JsonLimits kLimits{.bytes = size_t{64} << 20U, .depth = 8, .nodes = 4'000'000};

struct Arguments {
  std::string countries;
  std::string tool = "ops/places/build";
};

fs::path FileIn(const Settings& settings) {
  return fs::path(settings.home) / "data" / "places.json";
}

int Run(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (std::string& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  if (posix_spawn(&child, argv[0], nullptr, nullptr, argv.data(), environ) != 0) {
    std::fprintf(stderr, "tipline: cannot run %s; run it from Tipline's folder\n", argv[0]);
    return kWrongUse;
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return kNo;
  return WIFEXITED(status) ? WEXITSTATUS(status) : kNo;
}

int Build(const Context& context, const Arguments& arguments) {
  const auto settings = LoadSettings(context.config_file);
  if (!settings) return Fail(settings.error());
  const fs::path file = FileIn(*settings);
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  if (failed) return Fail(Invalid(file.parent_path().string() + ": " + failed.message()));
  std::vector<std::string> words = {arguments.tool, fs::absolute(file).string()};
  if (!arguments.countries.empty()) words.push_back(arguments.countries);
  return Run(std::move(words));
}

Result<std::optional<nlohmann::json>> ReadBuilt(CaseStore& opened) {
  std::ifstream in(FileIn(opened.settings), std::ios::binary);
  if (!in) return std::optional<nlohmann::json>();
  std::ostringstream text;
  text << in.rdbuf();
  TRY_ASSIGN(auto json, ParseJson(text.str(), kLimits));
  return std::optional(std::move(json));
}

// "data" comes before "data build" in the registry, so the group is there.
void AddDataBuild(CLI::App& app, Context& context, int& exit_code) {
  CLI::App* build = app.get_subcommand("data")->add_subcommand(
      "build", "Make what is not part of Tipline; says what it is made of and under which licence");
  build->require_subcommand(1);
  CLI::App* places = build->add_subcommand("places", "Place names with ISO 3166-2 codes");
  const auto arguments = std::make_shared<Arguments>();
  places->add_option("--countries", arguments->countries,
                     "towns of these only, like KE,UG,TZ (default: all)");
  places->add_option("--tool", arguments->tool, "what makes it (ops/places/build)");
  places->callback([=, &context, &exit_code] { exit_code = Build(context, *arguments); });
}

const RegisterCommand kRegistered("data build", AddDataBuild);
const RegisterDataSource kSource("places", ReadBuilt);

}  // namespace
}  // namespace tipline::cli
