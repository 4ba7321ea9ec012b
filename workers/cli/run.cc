#include "workers/cli/run.h"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "gateway/base/crypto.h"
#include "gateway/base/log.h"
#include "gateway/base/nearest.h"
#include "gateway/base/settings.h"
#include "gateway/providers/provider.h"
#include "workers/cli/command.h"

namespace tipline::cli {
namespace {

constexpr const char* kAbout =
    "tipline: the operator's command of Tipline, a hotline by USSD and SMS.\n"
    "Everything a shell can do with flows, cases, keys, staff and the state of the service.";
constexpr const char* kFooter =
    "Examples:\n"
    "  tipline flow lint                     check the flows and their translations\n"
    "  tipline flow simulate main --lang sw  walk through a flow without a phone\n"
    "  tipline case list --json              cases for a script\n"
    "  tipline doctor                        what is wrong with this installation\n"
    "Exit codes: 0 done, 1 the answer is no, 2 wrong use or configuration,\n"
    "3 something needed is not reachable.";

std::string DefaultConfig() {
  const char* given = std::getenv("TIPLINE_CONFIG");
  return given == nullptr || *given == '\0' ? "config/sandbox.json" : given;
}

std::vector<std::string> NamesOf(CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr))
    names.push_back(command->get_name());
  return names;
}

CLI::App* Find(CLI::App& app, const std::string& word) {
  for (CLI::App* command : app.get_subcommands(nullptr))
    if (command->get_name() == word) return command;
  return nullptr;
}

bool TakesValue(const CLI::App& app, const std::string& word) {
  const CLI::Option* option = app.get_option_no_throw(word);
  return option != nullptr && option->get_items_expected_max() > 0;
}

// The first word that should have been a command and is none; empty if all are.
std::string UnknownCommand(CLI::App& top, int argc, const char* const* argv) {
  CLI::App* app = &top;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (!word.empty() && word.front() == '-') {
      if (TakesValue(top, word) || TakesValue(*app, word)) ++i;
      continue;
    }
    if (app->get_subcommands(nullptr).empty()) return "";
    CLI::App* next = Find(*app, word);
    if (next == nullptr) {
      const std::string name = app == &top ? "tipline" : app->get_name();
      const std::string near = Nearest(word, NamesOf(*app));
      return "unknown command \"" + word + "\" of " + name +
             (near.empty() ? "" : "; did you mean \"" + near + "\"?");
    }
    app = next;
  }
  return "";
}

int WrongUse(CLI::App& app, const CLI::ParseError& error, int argc, const char* const* argv) {
  if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
  if (const std::string unknown = UnknownCommand(app, argc, argv); !unknown.empty())
    std::cerr << "tipline: " << unknown << "\n";
  else
    std::cerr << "tipline: " << error.what() << "\n";
  std::cerr << "More: tipline --help, tipline COMMAND --help\n";
  return kWrongUse;
}

int Check(const Context& context) {
  auto settings = LoadSettings(context.config_file);
  if (!settings) return Fail(settings.error());
  if (const Status right = gateway::PrepareChannels(*settings, gateway::Webhooks::kNotTaken);
      !right)
    return Fail(right.error());
  std::cout << context.config_file << ": ok" << (settings->sandbox ? " (sandbox)" : "") << "\n";
  return kDone;
}

}  // namespace

int Run(int argc, const char* const* argv) {
  InitLog("tipline");
  if (const Status ready = InitCrypto(); !ready) return Fail(ready.error());
  Context context{DefaultConfig(), false};
  int exit_code = kDone;
  CLI::App app{kAbout, "tipline"};
  app.footer(kFooter);
  app.fallthrough();  // `--config` and `--json` may stand after the command, too
  app.add_option("--config", context.config_file,
                 "Configuration file (TIPLINE_CONFIG, else config/sandbox.json)");
  app.add_flag("--json", context.json, "Print the result as JSON");
  bool check = false;
  app.add_flag("--check", check, "Validate the configuration and leave");
  app.set_version_flag("--version", "tipline " TIPLINE_VERSION);
  for (const auto& [name, add] : Commands())
    add(app, context, exit_code);
  app.require_subcommand(0, 1);
  try {
    app.parse(argc, argv);
    if (check) return Check(context);
    if (app.get_subcommands().empty()) throw CLI::RequiredError("A subcommand");
  } catch (const CLI::ParseError& error) {
    return WrongUse(app, error, argc, argv);
  } catch (const std::exception& error) {
    return Fail(Internal(error.what()));
  }
  return exit_code;
}

}  // namespace tipline::cli
