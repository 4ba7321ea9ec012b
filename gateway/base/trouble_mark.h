// The word by which somebody who is checked in on says that there is trouble, as the gateway may
// know it: a keyed hash beside the phone's role. Pure; thread-safe. Tests:
// tests/gateway/webhooks/checkins_test.cc
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/crypto.h"

namespace tipline {

// Of what was typed, as people type it: case, accents and punctuation at the ends do not count.
// 16 hex digits; "" of no word.
std::string TroubleMark(const KeyRing& keys, std::string_view pseudonym, std::string_view typed);

}  // namespace tipline
