// What has to be new each time: ULIDs (flows/base/ulid.h), entropy. Thread-safe. Tests:
// tests/gateway/base/ids_test.cc
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "flows/base/ulid.h"

namespace tipline {

std::string NewUlid(TimePoint now);
// For one turn of the engine, which has no chance of its own.
std::array<uint8_t, 32> FreshEntropy();

}  // namespace tipline
