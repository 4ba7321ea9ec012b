// What an export or import could not carry over, for people and as JSON.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/exchange/exchange.h"
#include "workers/cli/flow.h"

namespace tipline::cli {

nlohmann::json LossesJson(const std::vector<flows::exchange::Loss>& losses);
void PrintLosses(const std::vector<flows::exchange::Loss>& losses, std::ostream& out);
// The files of a bundle's flows, as they were given to Compile.
std::vector<std::string> FilesOf(const flows::Bundle& bundle);

}  // namespace tipline::cli
