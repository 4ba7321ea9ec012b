// Reads what a request to a provider's API holds, by the places of profile_json.h. Pure;
// thread-safe.
#pragma once

#include <optional>
#include <string>

#include "gateway/http/message.h"
#include "workers/emulate/profile_json.h"

namespace tipline::emulate {

// What stands at the first of `places` that is there; nothing: at none of them.
std::optional<std::string> ReadPlaces(const http::Request& request, const Places& places);

}  // namespace tipline::emulate
