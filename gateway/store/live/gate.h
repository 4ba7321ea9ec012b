// The gate to Redis: nothing is stored in a server that could forget it. Called by every program at
// its start and again after a lost connection. Tests: tests/gateway/store/live/gate_test.cc.
#pragma once

#include "flows/base/result.h"
#include "gateway/store/redis.h"

namespace tipline::store {

// Refuses (kInvalid; the text names the setting, what was found and what is allowed) a server
// without appendonly yes, appendfsync always, no-appendfsync-on-rewrite no and maxmemory-policy
// noeviction; `unsafe` skips that. Then makes sure that our functions are loaded in the version of
// this program. The gateway may not load functions (ops/redis): kUnavailable until another program
// has. kDenied: user or password.
Status CheckServer(Redis& redis, bool unsafe = false);

// Loads or replaces all function libraries; what CheckServer does where it must.
Status LoadFunctions(Redis& redis);

}  // namespace tipline::store
