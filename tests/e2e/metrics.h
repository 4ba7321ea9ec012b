// Counts of a running system for tests: its own metrics, and what lies in Redis.
#pragma once

#include <cstddef>
#include <string>

#include "tests/e2e/system.h"

namespace tipline::testing {

// tipline_webhooks_total{channel,outcome}
size_t Webhooks(const System& system, const std::string& channel, const std::string& outcome);
// Session records of all phones in Redis.
size_t SessionCount(System& system);
// Entries ever appended to one kind of stream, over all partitions.
size_t Appended(System& system, const std::string& stream);

}  // namespace tipline::testing
