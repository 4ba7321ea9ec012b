// Base64 of what is sealed. libsodium's own takes the same time whatever the bytes are, which keys
// need and sealed bytes do not: for them it took a tenth of all that a request costs. Of keys, PINs
// and the like only crypto.h's. Pure; thread-safe. Tests: tests/gateway/base/base64_test.cc
#pragma once

#include <string>
#include <string_view>

namespace tipline {

std::string SealedBase64(std::string_view sealed);  // RFC 4648 §4, with padding

}  // namespace tipline
