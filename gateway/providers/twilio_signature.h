// X-Twilio-Signature (providers.md §4.1): base64(HMAC-SHA1(auth token, URL + sorted parameters)).
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/message.h"

namespace tipline::gateway {

// The string that is signed: `url`, then each distinct name and value in byte order.
std::string TwilioSignedText(std::string_view url, const http::Form& parameters);
std::string TwilioSignature(std::string_view auth_token, std::string_view url,
                            const http::Form& parameters);

// The URLs over which the signature may have been made: Twilio drops or adds the port, whatever was
// configured.
std::vector<std::string> TwilioUrls(std::string_view public_url, std::string_view target);

// True if the request carries a signature made with one of `auth_tokens` for `public_url` + its raw
// target. A request whose query holds bodySHA256 is signed without parameters, and that hash must
// be the body's. Compares in constant time.
bool TwilioSigned(const http::Request& request, std::string_view public_url,
                  const std::vector<std::string_view>& auth_tokens);

}  // namespace tipline::gateway
