// How a message lies sealed on its way out, in Redis and in SQL. Whoever holds the store key seals
// with that: the other way, to the case key, is a computation on a curve (a tenth of a
// millisecond), and an alert is sealed once and opened twice. The gateway does not hold it and
// seals to the case key. Pure; thread-safe. Tests: tests/gateway/base/outbound_box_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "gateway/base/crypto.h"

namespace tipline {

std::string SealOutbound(const KeyRing& keys, std::string_view plain);
// Either kind. kInvalid: not sealed by these keys; kDenied: the key that it needs is not here.
Result<std::string> OpenOutbound(const KeyRing& keys, std::string_view sealed);

}  // namespace tipline
