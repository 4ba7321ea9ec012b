// telnyx-signature-ed25519 (providers.md §4.4): base64(Ed25519(timestamp + "|" + raw body)). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/base/crypto.h"
#include "gateway/http/message.h"

namespace tipline::gateway {

constexpr const char* kTelnyxSignatureHeader = "telnyx-signature-ed25519";
constexpr const char* kTelnyxTimestampHeader = "telnyx-timestamp";
// How far `telnyx-timestamp` may be from our clock, either way.
constexpr Millis kTelnyxMaxAge{300'000};

// What Telnyx puts into the header; `timestamp` is in decimal Unix seconds.
std::string TelnyxSignature(const KeyBytes& seed, std::string_view timestamp,
                            std::string_view body);

// Checks the time against request.received_at and the signature with any of `public_keys`, base64
// as the portal shows them. kInvalid: a header is missing; kDenied: everything else.
Status CheckTelnyxSignature(const http::Request& request,
                            const std::vector<std::string_view>& public_keys);

}  // namespace tipline::gateway
