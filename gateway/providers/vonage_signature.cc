#include "gateway/providers/vonage_signature.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "gateway/base/crypto.h"
#include "gateway/base/hmac.h"
#include "gateway/providers/jwt.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr Millis kFarthestAhead{5 * 60'000};
// Its id is remembered for 72 h (kSeenTtl of gateway/store/live/conversations.h) from when it came,
// which may be so far before the time that is signed: it must be too old before it is forgotten.
constexpr Millis kOldest = Millis{72 * 3'600'000} - kFarthestAhead;
constexpr std::string_view kBearer = "bearer ";

struct Method {
  VonageMethod method;
  const char* name;
  size_t digits;  // of the signature
};
constexpr std::array<Method, 5> kMethods = {{{VonageMethod::kMd5Hash, "md5hash", 32},
                                             {VonageMethod::kMd5, "md5", 32},
                                             {VonageMethod::kSha1, "sha1", 40},
                                             {VonageMethod::kSha256, "sha256", 64},
                                             {VonageMethod::kSha512, "sha512", 128}}};

const std::string* Find(const VonageParameters& parameters, std::string_view name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const auto& parameter) { return parameter.first == name; });
  return found == parameters.end() ? nullptr : &found->second;
}

// A name with '&' or '=' in it could stand for two parameters that were signed.
bool HasOddName(const VonageParameters& parameters) {
  return std::any_of(parameters.begin(), parameters.end(), [](const auto& parameter) {
    return parameter.first.find_first_of("&=") != std::string::npos;
  });
}

std::string Digest(VonageMethod method, std::string_view secret, const std::string& text) {
  switch (method) {
    case VonageMethod::kMd5Hash:
      return Md5(text + std::string(secret));
    case VonageMethod::kMd5:
      return HmacMd5(secret, text);
    case VonageMethod::kSha1:
      return HmacSha1(secret, text);
    case VonageMethod::kSha256:
      return HmacSha256(secret, text);
    case VonageMethod::kSha512:
      return HmacSha512(secret, text);
  }
  return {};
}

Status CheckAge(const char* what, TimePoint made, TimePoint now) {
  if (made < now - kOldest) return Denied(std::string(what) + ": older than 71 hours 55 minutes");
  if (made > now + kFarthestAhead)
    return Denied(std::string(what) + ": more than 5 minutes ahead of our clock");
  return Unit{};
}

Status CheckTimestamp(const VonageParameters& parameters, TimePoint now) {
  const std::string* sent = Find(parameters, "timestamp");
  if (sent == nullptr) return Denied("field timestamp: missing");
  int64_t seconds = 0;
  const char* last = sent->data() + sent->size();
  const auto [end, failure] = std::from_chars(sent->data(), last, seconds);
  constexpr int64_t kLastSecond = 253'402'300'799;  // of the year 9999
  if (failure != std::errc() || end != last || seconds < 0 || seconds > kLastSecond)
    return Denied("field timestamp: allowed: Unix seconds");
  return CheckAge("field timestamp", FromMillis(seconds * 1000), now);
}

}  // namespace

std::optional<VonageMethod> VonageMethodFromName(std::string_view name) {
  for (const Method& known : kMethods)
    if (known.name == name) return known.method;
  return std::nullopt;
}

std::string VonageSignedText(const VonageParameters& parameters) {
  VonageParameters sorted;
  std::copy_if(parameters.begin(), parameters.end(), std::back_inserter(sorted),
               [](const auto& parameter) { return parameter.first != "sig"; });
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text;
  for (auto& [name, value] : sorted) {
    std::replace_if(
        value.begin(), value.end(), [](char c) { return c == '&' || c == '='; }, '_');
    text.append("&").append(name).append("=").append(value);
  }
  return text;
}

std::string VonageSignature(VonageMethod method, std::string_view secret,
                            const VonageParameters& parameters) {
  return Hex(Digest(method, secret, VonageSignedText(parameters)));
}

Status VonageSigned(const VonageParameters& parameters,
                    const std::vector<std::string_view>& secrets, std::optional<VonageMethod> only,
                    TimePoint now) {
  const std::string* sent = Find(parameters, "sig");
  if (sent == nullptr || sent->empty()) return Invalid("field sig: missing");
  if (HasOddName(parameters)) return Denied("a field's name holds & or =");
  const std::string text = VonageSignedText(parameters);
  const std::string signature = AsciiLower(*sent);
  bool right = false;
  for (const Method& known : kMethods) {
    if (known.digits != signature.size() || (only && *only != known.method)) continue;
    for (const std::string_view secret : secrets)
      right = (!secret.empty() &&
               ConstantTimeEqual(Hex(Digest(known.method, secret, text)), signature)) ||
              right;
  }
  if (!right)
    return Denied("field sig: does not match; check signature_secret and signature_method");
  return CheckTimestamp(parameters, now);
}

Status VonageTokenSigned(const http::Request& request,
                         const std::vector<std::string_view>& secrets) {
  const std::string_view header = request.Header("Authorization");
  if (!EqualsIgnoringCase(header.substr(0, kBearer.size()), kBearer))
    return Invalid("header Authorization: allowed: Bearer and a token");
  if (request.body.empty()) return Denied("body: empty, and nothing else is signed");
  TRY_ASSIGN(const json claims,
             VerifyJwt(header.substr(kBearer.size()), secrets, {JwtAlgorithm::kHs256}));
  if (JwtText(claims, "iss") != "Vonage") return Denied("token: claim iss is not Vonage");
  if (!ConstantTimeEqual(AsciiLower(JwtText(claims, "payload_hash")), Sha256Hex(request.body)))
    return Denied("token: claim payload_hash does not match the body");
  const std::optional<TimePoint> made = JwtTime(claims, "iat");
  if (!made) return Denied("token: claim iat is missing");
  return CheckAge("token: claim iat", *made, request.received_at);
}

std::string VonageToken(std::string_view secret, std::string_view body, TimePoint now,
                        std::string_view id) {
  return SignJwt(JwtAlgorithm::kHs256, secret,
                 {{"iss", "Vonage"},
                  {"iat", ToMillis(now) / 1000},
                  {"jti", id},
                  {"payload_hash", Sha256Hex(body)}});
}

}  // namespace tipline::gateway
