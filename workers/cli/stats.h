// The parts of `tipline stats`, one file each.
#pragma once

#include "workers/cli/command.h"

namespace tipline::cli {

void AddStatsContacts(CLI::App& group, Context& context, int& exit_code);
void AddStatsFunnel(CLI::App& group, Context& context, int& exit_code);

}  // namespace tipline::cli
