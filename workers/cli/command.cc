#include "workers/cli/command.h"

#include <iostream>
#include <utility>

namespace tipline::cli {

std::map<std::string, AddCommand>& Commands() {
  static auto& commands = *new std::map<std::string, AddCommand>;
  return commands;
}

RegisterCommand::RegisterCommand(const char* name, AddCommand add) {
  Commands().emplace(name, std::move(add));
}

int Fail(const Error& error) {
  std::cerr << "tipline: " << CodeName(error.code) << ": " << error.message << "\n";
  if (error.code == Code::kUnavailable) return kUnreachable;
  return error.code == Code::kInternal ? kNo : kWrongUse;
}

}  // namespace tipline::cli
