// What a Redis says of itself.
#pragma once

#include <cstdint>

#include "tests/system/system.h"

namespace tipline::bench {

int64_t UsedMemory(testing::System& system);       // bytes, by INFO memory
int64_t TipsWaiting(testing::System& system);      // tips not taken in yet
int64_t MessagesWaiting(testing::System& system);  // outbound entries not taken yet

}  // namespace tipline::bench
