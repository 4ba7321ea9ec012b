// Digests and signatures that providers ask for. The only files that know OpenSSL. Raw bytes out:
// wrap in Hex() or Base64() of crypto.h and compare with ConstantTimeEqual(). Pure; thread-safe.
// Tests: tests/gateway/base/hmac_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "flows/base/result.h"

namespace tipline {

std::string HmacSha1(std::string_view key, std::string_view text);    // 20 bytes
std::string HmacSha256(std::string_view key, std::string_view text);  // 32 bytes
std::string HmacSha384(std::string_view key, std::string_view text);  // 48 bytes
std::string HmacSha512(std::string_view key, std::string_view text);  // 64 bytes
std::string HmacMd5(std::string_view key, std::string_view text);     // 16 bytes; old schemes only
std::string Sha256(std::string_view text);                            // 32 bytes
std::string Sha256Hex(std::string_view text);                         // 64 hex digits
std::string Md5(std::string_view text);                               // 16 bytes; old schemes only

// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2, "RS256" of RFC 7518), by an RSA private key of at
// least 2048 bits in PEM form without a passphrase. kInvalid says what is allowed, never the key.
Result<std::string> RsaSha256(std::string_view private_key_pem, std::string_view text);

}  // namespace tipline
