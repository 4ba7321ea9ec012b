// How a program of ours reaches Redis, from its settings: socket, ACL user, password, name. Pure.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/settings.h"
#include "gateway/store/redis.h"

namespace tipline::store {

// `process`: "gateway", "worker", "console" or "admin"; its ACL user is redis_user_prefix +
// process. `name`: CLIENT SETNAME. Without a password for that user the connection makes no AUTH (a
// server without ACL users: tests).
RedisOptions RedisFor(const Settings& settings, std::string_view process, std::string_view name);

}  // namespace tipline::store
