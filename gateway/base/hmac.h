// Digests that provider signatures are made of. The only files that know OpenSSL. Raw bytes out:
// wrap in Hex() or Base64() of crypto.h and compare with ConstantTimeEqual(). Pure; thread-safe.
// Tests: tests/gateway/base/hmac_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace tipline {

std::string HmacSha1(std::string_view key, std::string_view text);    // 20 bytes
std::string HmacSha256(std::string_view key, std::string_view text);  // 32 bytes
std::string HmacSha512(std::string_view key, std::string_view text);  // 64 bytes
std::string HmacMd5(std::string_view key, std::string_view text);     // 16 bytes; old schemes only
std::string Sha256(std::string_view text);                            // 32 bytes
std::string Sha256Hex(std::string_view text);                         // 64 hex digits

}  // namespace tipline
