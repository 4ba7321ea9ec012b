// X-Plivo-Signature-V2 and -V3 (providers.md §4.5): base64(HMAC-SHA256(auth token, text)). Pure.
//
// V2 is over the URL without its query and a nonce: it says nothing about the words, so the nonce
// may be used with one request only (Provider::Once). V3 is over query and form, too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"
#include "gateway/http/message.h"

namespace tipline::gateway {

constexpr const char* kPlivoV2Header = "X-Plivo-Signature-V2";
constexpr const char* kPlivoV2NonceHeader = "X-Plivo-Signature-V2-Nonce";
constexpr const char* kPlivoV3Header = "X-Plivo-Signature-V3";
constexpr const char* kPlivoV3NonceHeader = "X-Plivo-Signature-V3-Nonce";

// `url` is scheme, host and path; a query behind it does not count.
std::string PlivoV2Text(std::string_view url, std::string_view nonce);
// `url` may have a query; `form` is what a POST carries, empty for a GET.
std::string PlivoV3Text(std::string_view url, const http::Form& form, std::string_view nonce);
std::string PlivoSignature(std::string_view auth_token, std::string_view text);

// Checks the request for `public_url` + its target. V3 alone decides where it is there; a request
// with V2 only is taken if `v2_too`. kInvalid: nothing to check was sent; kDenied: everything else.
Status CheckPlivoSignature(const http::Request& request, std::string_view public_url,
                           const std::vector<std::string_view>& auth_tokens, bool v2_too);

}  // namespace tipline::gateway
