// A bundle as a picture: Graphviz dot, one cluster per flow. For `tipline flow graph`. Pure;
// thread-safe.
#pragma once

#include <string>

#include "flows/engine/flow_set.h"

namespace tipline::flows {

std::string Graph(const Bundle& bundle);

}  // namespace tipline::flows
