// One `tipline` command = one file in workers/cli with a RegisterCommand at its end. main.cc only
// walks the registry.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "flows/base/result.h"

namespace CLI {  // NOLINT(readability-identifier-naming): not our name
class App;
}

namespace tipline::cli {

// Exit codes (interface.md): 0 done, 1 the answer is no, 2 wrong use or configuration, 3 not
// reachable.
constexpr int kDone = 0;
constexpr int kNo = 1;
constexpr int kWrongUse = 2;
constexpr int kUnreachable = 3;

// Shared by all commands; filled before a command runs.
struct Context {
  std::string config_file;  // --config, else TIPLINE_CONFIG, else config/sandbox.json
  bool json = false;        // --json
};

// Adds the command (and its subcommands) to `app`; the leaf's callback stores its exit code in
// `exit_code`.
using AddCommand = std::function<void(CLI::App& app, Context& context, int& exit_code)>;

std::map<std::string, AddCommand>& Commands();

struct RegisterCommand {
  RegisterCommand(const char* name, AddCommand add);
};

// Prints the error to stderr (`tipline: invalid: ...`) and gives the exit code of its kind:
// invalid/denied/conflict/not_found -> 2, unavailable -> 3, internal -> 1.
int Fail(const Error& error);

}  // namespace tipline::cli
