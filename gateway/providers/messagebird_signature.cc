#include "gateway/providers/messagebird_signature.h"

#include <nlohmann/json.hpp>

#include "flows/base/ascii.h"
#include "gateway/base/crypto.h"
#include "gateway/base/hmac.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr Millis kTolerance{5000};
constexpr int64_t kTokenSeconds = 60;

Status CheckTime(const json& claims, TimePoint now) {
  const std::optional<TimePoint> from = JwtTime(claims, "nbf");
  const std::optional<TimePoint> until = JwtTime(claims, "exp");
  if (!from || !until) return Denied("token: claims nbf and exp: missing");
  if (now + kTolerance < *from) return Denied("token: not valid yet");
  if (now - kTolerance >= *until) return Denied("token: no longer valid");
  const bool has_issued = claims.contains("iat");
  const std::optional<TimePoint> issued = JwtTime(claims, "iat");
  if (has_issued && (!issued || now + kTolerance < *issued)) return Denied("token: not issued yet");
  return Unit{};
}

bool HashIs(const json& claims, const char* name, std::string_view text) {
  return ConstantTimeEqual(AsciiLower(JwtText(claims, name)), Sha256Hex(text));
}

}  // namespace

Status MessageBirdSigned(const http::Request& request, std::string_view public_url,
                         const std::vector<std::string_view>& keys) {
  if (!request.HasHeader(kMessageBirdHeader))
    return Invalid(std::string("header ") + kMessageBirdHeader + ": missing");
  TRY_ASSIGN(const json claims,
             VerifyJwt(request.Header(kMessageBirdHeader), keys,
                       {JwtAlgorithm::kHs256, JwtAlgorithm::kHs384, JwtAlgorithm::kHs512}));
  if (JwtText(claims, "iss") != "MessageBird") return Denied("token: claim iss is not MessageBird");
  if (JwtText(claims, "jti").empty()) return Denied("token: claim jti: missing");
  TRY(CheckTime(claims, request.received_at));
  if (!HashIs(claims, "url_hash", std::string(public_url) + request.target))
    return Denied("token: claim url_hash does not match; check public_url");
  if (claims.contains("payload_hash") == request.body.empty())
    return Denied("token: claim payload_hash: allowed: with a body, and only then");
  if (!request.body.empty() && !HashIs(claims, "payload_hash", request.body))
    return Denied("token: claim payload_hash does not match the body");
  return Unit{};
}

std::string MessageBirdToken(JwtAlgorithm algorithm, std::string_view key, std::string_view url,
                             std::string_view body, TimePoint now, std::string_view id) {
  const int64_t seconds = ToMillis(now) / 1000;
  json claims = {{"iss", "MessageBird"},
                 {"nbf", seconds},
                 {"exp", seconds + kTokenSeconds},
                 {"jti", id},
                 {"url_hash", Sha256Hex(url)}};
  if (!body.empty()) claims["payload_hash"] = Sha256Hex(body);
  return SignJwt(algorithm, key, claims);
}

}  // namespace tipline::gateway
