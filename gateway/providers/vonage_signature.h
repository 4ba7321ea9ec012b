// How Vonage signs its webhooks (providers.md §4.2): `sig` over the parameters of the SMS API, and
// a JWT over the body of the Messages API. Both by the signature secret of the account. Pure;
// thread-safe. Tests: tests/gateway/providers/vonage_signature_test.cc,
// tests/data/providers/vonage.json.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/base/result.h"
#include "flows/base/time.h"
#include "gateway/http/message.h"

namespace tipline::gateway {

enum class VonageMethod { kMd5Hash, kMd5, kSha1, kSha256, kSha512 };
// "md5hash", "md5", "sha1", "sha256", "sha512"
std::optional<VonageMethod> VonageMethodFromName(std::string_view name);

using VonageParameters = std::vector<std::pair<std::string, std::string>>;  // decoded, in order

// What is signed: "&name=value" of all but `sig`, sorted by name, '&' and '=' in values as '_'.
std::string VonageSignedText(const VonageParameters& parameters);
// Lower-case hex digits.
std::string VonageSignature(VonageMethod method, std::string_view secret,
                            const VonageParameters& parameters);

// `sig` must be made with one of `secrets`, by `only` or (nullopt) by any method of its length, and
// `timestamp` must be no older than 71 h 55 min (Vonage sends again for 24 h, and it is unverified
// whether with a new time) and at most 5 min ahead. kInvalid: there is no `sig`; kDenied: it is
// wrong.
Status VonageSigned(const VonageParameters& parameters,
                    const std::vector<std::string_view>& secrets, std::optional<VonageMethod> only,
                    TimePoint now);

// The header `Authorization: Bearer <JWT>` of a Messages API webhook, HS256, with the hash of the
// body in it. The same window of time, for `iat`. The query is not covered: nothing of it may be
// used.
Status VonageTokenSigned(const http::Request& request,
                         const std::vector<std::string_view>& secrets);
std::string VonageToken(std::string_view secret, std::string_view body, TimePoint now,
                        std::string_view id);

}  // namespace tipline::gateway
