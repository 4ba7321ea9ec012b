#include "gateway/providers/jwt.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/crypto.h"
#include "gateway/base/hmac.h"

namespace tipline::gateway {
namespace {

using nlohmann::json;

constexpr size_t kMaxTokenBytes = 4096;
constexpr double kLastSecond = 253'402'300'799.0;  // 9999-12-31T23:59:59Z
constexpr JwtAlgorithm kAll[] = {JwtAlgorithm::kHs256, JwtAlgorithm::kHs384, JwtAlgorithm::kHs512};

std::string Mac(JwtAlgorithm algorithm, std::string_view key, std::string_view text) {
  switch (algorithm) {
    case JwtAlgorithm::kHs256:
      return HmacSha256(key, text);
    case JwtAlgorithm::kHs384:
      return HmacSha384(key, text);
    case JwtAlgorithm::kHs512:
      return HmacSha512(key, text);
  }
  return {};
}

Result<json> ReadPart(std::string_view part) {
  TRY_ASSIGN(const std::string text, FromBase64Url(part));
  Result<json> object = ParseJson(text);
  if (!object || !object->is_object()) return Denied("token: not of JSON objects");
  return object;
}

std::string Unsigned(const char* algorithm, const json& claims) {
  return Base64Url(DumpJson(json{{"alg", algorithm}, {"typ", "JWT"}})) + "." +
         Base64Url(DumpJson(claims));
}

// The one of `allowed` that the header names. Extensions that must be understood are not (RFC 7515
// §4.1.11).
Result<JwtAlgorithm> AlgorithmOf(const json& header, const std::vector<JwtAlgorithm>& allowed) {
  if (header.contains("crit")) return Denied("token: has critical extensions");
  const std::string name = JwtText(header, "alg");
  for (const JwtAlgorithm algorithm : kAll)
    if (name == JwtAlgorithmName(algorithm) &&
        std::find(allowed.begin(), allowed.end(), algorithm) != allowed.end())
      return algorithm;
  return Denied("token: signed by an algorithm that is not allowed");
}

}  // namespace

const char* JwtAlgorithmName(JwtAlgorithm algorithm) {
  switch (algorithm) {
    case JwtAlgorithm::kHs256:
      return "HS256";
    case JwtAlgorithm::kHs384:
      return "HS384";
    case JwtAlgorithm::kHs512:
      return "HS512";
  }
  return "";
}

std::string Base64Url(std::string_view bytes) {
  std::string text = Base64(bytes);
  text.erase(std::find(text.begin(), text.end(), '='), text.end());
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

Result<std::string> FromBase64Url(std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos) return Denied("token: not base64url");
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  Result<std::string> bytes = FromBase64(standard);
  if (!bytes) return Denied("token: not base64url");
  return bytes;
}

Result<json> VerifyJwt(std::string_view token, const std::vector<std::string_view>& keys,
                       const std::vector<JwtAlgorithm>& algorithms) {
  if (token.size() > kMaxTokenBytes) return Denied("token: too long");
  const size_t first = token.find('.');
  const size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
    return Denied("token: not of three parts");
  TRY_ASSIGN(const json header, ReadPart(token.substr(0, first)));
  TRY_ASSIGN(const JwtAlgorithm algorithm, AlgorithmOf(header, algorithms));
  TRY_ASSIGN(const std::string sent, FromBase64Url(token.substr(second + 1)));
  bool right = false;
  for (const std::string_view key : keys)
    right =
        (!key.empty() && ConstantTimeEqual(Mac(algorithm, key, token.substr(0, second)), sent)) ||
        right;
  if (!right) return Denied("token: the signature does not match");
  return ReadPart(token.substr(first + 1, second - first - 1));
}

std::string JwtText(const json& claims, const char* name) {
  const auto found = claims.find(name);
  return found != claims.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<TimePoint> JwtTime(const json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  const auto seconds = found->get<double>();
  if (!(seconds >= 0 && seconds <= kLastSecond)) return std::nullopt;
  return FromMillis(static_cast<int64_t>(std::floor(seconds * 1000)));
}

std::string SignJwt(JwtAlgorithm algorithm, std::string_view key, const json& claims) {
  const std::string text = Unsigned(JwtAlgorithmName(algorithm), claims);
  return text + "." + Base64Url(Mac(algorithm, key, text));
}

Result<std::string> SignJwtRs256(std::string_view private_key_pem, const json& claims) {
  const std::string text = Unsigned("RS256", claims);
  TRY_ASSIGN(const std::string signature, RsaSha256(private_key_pem, text));
  return text + "." + Base64Url(signature);
}

}  // namespace tipline::gateway
