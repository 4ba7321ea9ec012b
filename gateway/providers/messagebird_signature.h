// MessageBird-Signature-JWT (providers.md §4.6): a token over the whole URL and the raw body. Pure;
// thread-safe. Tests: tests/data/providers/messagebird.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/http/message.h"
#include "gateway/providers/jwt.h"

namespace tipline::gateway {

constexpr const char* kMessageBirdHeader = "MessageBird-Signature-JWT";

// The header must hold a token that is signed with one of `keys` for `public_url` + the raw target
// and for the body, and is valid now, give or take 5 s. kInvalid: no header; kDenied: it is wrong.
Status MessageBirdSigned(const http::Request& request, std::string_view public_url,
                         const std::vector<std::string_view>& keys);

// As the provider makes it: valid for a minute from `now`.
std::string MessageBirdToken(JwtAlgorithm algorithm, std::string_view key, std::string_view url,
                             std::string_view body, TimePoint now, std::string_view id);

}  // namespace tipline::gateway
