// JSON Web Tokens of providers (RFC 7515, 7518, 7519): compact form, HMAC only when checked. The
// algorithm is taken from a list of the caller, never from the token alone ("none" and a public key
// used as an HMAC key are the classic holes, RFC 8725 §3.1). Signatures are compared in constant
// time. Pure; thread-safe. Errors never quote the token. Tests:
// tests/gateway/providers/jwt_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"
#include "flows/base/time.h"

namespace tipline::gateway {

enum class JwtAlgorithm { kHs256, kHs384, kHs512 };
const char* JwtAlgorithmName(JwtAlgorithm algorithm);  // "HS256"

// base64url without padding (RFC 7515 §2); reading is strict: no padding, no white space, no bits
// left over.
std::string Base64Url(std::string_view bytes);
Result<std::string> FromBase64Url(std::string_view text);

// The claims of a token that is signed with one of `keys` (the UTF-8 bytes of a secret; empty ones
// match nothing) by one of `algorithms`. kDenied says what is wrong with it. Time and the other
// claims are left to the caller.
Result<nlohmann::json> VerifyJwt(std::string_view token, const std::vector<std::string_view>& keys,
                                 const std::vector<JwtAlgorithm>& algorithms);

// A claim that is text; empty if it is missing or anything else.
std::string JwtText(const nlohmann::json& claims, const char* name);
// A NumericDate (seconds, fractions allowed); nullopt if it is missing or no time of a calendar.
std::optional<TimePoint> JwtTime(const nlohmann::json& claims, const char* name);

// For sending, and for the emulators that play a provider.
std::string SignJwt(JwtAlgorithm algorithm, std::string_view key, const nlohmann::json& claims);
// RS256; kInvalid as RsaSha256 of gateway/base/hmac.h has it.
Result<std::string> SignJwtRs256(std::string_view private_key_pem, const nlohmann::json& claims);

}  // namespace tipline::gateway
