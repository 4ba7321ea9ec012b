// What the files of `tipline register` share.
#pragma once

#include "workers/cli/command.h"

namespace tipline::cli {

void AddRegisterImport(CLI::App& group, Context& context, int& exit_code);
void AddRegisterRemove(CLI::App& group, Context& context, int& exit_code);

}  // namespace tipline::cli
