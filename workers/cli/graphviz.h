// Graphviz' dot as a program of its own: reads a graph, writes a picture. Blocks.
#pragma once

#include <string>

#include "flows/base/result.h"

namespace tipline::cli {

// kNotFound: `program` is not installed, and what to install.
Result<std::string> DotToSvg(const std::string& graph, const std::string& program = "dot");

}  // namespace tipline::cli
