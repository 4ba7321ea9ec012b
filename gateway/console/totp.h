// Time-based one-time codes (RFC 6238, SHA-1, 30 s, 6 digits): the second factor of staff. The only
// files that know liboath. A code is good for its own step and one to either side, and works once:
// the caller stores the step that is returned and passes it in again (store/records/users.h,
// UseTotpStep). Thread-safe after InitTotp(). Tests: tests/gateway/console/totp_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "flows/base/secret.h"
#include "flows/base/time.h"

namespace tipline::console {

constexpr int kTotpStepSeconds = 30;
constexpr int kTotpDigits = 6;
constexpr int kTotpWindow = 1;  // steps to either side: clocks of phones run apart
constexpr size_t kTotpSeedBytes = 20;

Status InitTotp();  // once in main, before threads

// The step that `code` belongs to, if it is within the window and newer than `last_step`. Compares
// in constant time and always tries the whole window.
std::optional<int64_t> TotpStepOf(const Secret<std::string>& seed, std::string_view code,
                                  TimePoint now, int64_t last_step);

// The code itself: for tests and tools. kInternal: liboath refused.
Result<std::string> TotpCode(const Secret<std::string>& seed, TimePoint at);

Secret<std::string> NewTotpSeed();  // raw bytes
Result<Secret<std::string>> TotpSeedText(
    const Secret<std::string>& seed);  // base32, as typed into an authenticator
// What authenticators read from a QR code. The label is neutral: staff's phones are looked at too.
Result<Secret<std::string>> TotpUri(const std::string& user, const Secret<std::string>& seed);

}  // namespace tipline::console
