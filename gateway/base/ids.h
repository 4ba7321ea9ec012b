// New ULIDs (flows/base/ulid.h). Thread-safe. Tests: tests/gateway/base/ids_test.cc
#pragma once

#include <string>

#include "flows/base/ulid.h"

namespace tipline {

std::string NewUlid(TimePoint now);

}  // namespace tipline
