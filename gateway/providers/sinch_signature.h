// x-sinch-webhook-signature (providers.md §4.7): base64(HMAC-SHA256(secret, raw body + "." + nonce
// +
// "." + timestamp)). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/http/message.h"

namespace tipline::gateway {

constexpr const char* kSinchSignatureHeader = "x-sinch-webhook-signature";
constexpr const char* kSinchNonceHeader = "x-sinch-webhook-signature-nonce";
constexpr const char* kSinchTimestampHeader = "x-sinch-webhook-signature-timestamp";
// Sinch tries for 22 h 45 min, or for 45.5 h if its delays add up, and whether it signs each try
// anew is unverified. What is older is no retry; what is younger is known by its id (72 h).
constexpr Millis kSinchMaxAge{48 * 3'600'000LL};
constexpr Millis kSinchMaxAhead{300'000};

std::string SinchSignature(std::string_view secret, std::string_view body, std::string_view nonce,
                           std::string_view timestamp);

// Checks the signature with any of `secrets`, and the time, where it can be read (Unix seconds or
// milliseconds), against request.received_at. kInvalid: a header is missing; kDenied: everything
// else.
Status CheckSinchSignature(const http::Request& request,
                           const std::vector<std::string_view>& secrets);

}  // namespace tipline::gateway
