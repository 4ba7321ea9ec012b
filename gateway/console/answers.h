// The fixed shapes of /api's answers. An error is {"error":{"code","message"}}: the code is for the
// page (its texts), the message for whoever reads the traffic; nothing of the request is echoed.
// Pure; thread-safe.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/base/crypto.h"
#include "gateway/http/message.h"

namespace tipline::console {

http::Response Problem(int status, const char* code, const char* message);
http::Response TooMany(std::chrono::seconds wait);
http::Response Busy(std::chrono::seconds wait);
// By the error's code: 400 invalid, 404 not_found, 409 conflict, 403 not_allowed, 503 unavailable,
// 500 internal.
http::Response ProblemOf(const Error& error);
http::Response Conflicted(int64_t revision);  // 409 with the current revision
http::Response Ok(const nlohmann::json& body);

// A weak entity tag over `state`: what the client would see, without clocks.
std::string EntityTag(const Key& key, std::string_view state);
bool Unchanged(const http::Request& request,
               std::string_view tag);  // If-None-Match names it, or is "*"
http::Response NotModified(std::string tag);
http::Response OkTagged(const nlohmann::json& body, std::string tag);

nlohmann::json TimeOrNull(const std::optional<TimePoint>& at);

}  // namespace tipline::console
