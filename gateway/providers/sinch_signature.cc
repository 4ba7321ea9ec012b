#include "gateway/providers/sinch_signature.h"

#include <charconv>
#include <optional>

#include "gateway/base/crypto.h"
#include "gateway/base/hmac.h"

namespace tipline::gateway {
namespace {

constexpr int64_t kFirstOfMillis = 100'000'000'000;  // as seconds it would be the year 5138
constexpr size_t kMostDigits = 15;

std::optional<TimePoint> TimeOf(std::string_view timestamp) {
  int64_t number = 0;
  const char* last = timestamp.data() + timestamp.size();
  const auto [end, failure] = std::from_chars(timestamp.data(), last, number);
  if (timestamp.size() > kMostDigits || failure != std::errc() || end != last) return std::nullopt;
  return FromMillis(number < kFirstOfMillis ? number * 1000 : number);
}

}  // namespace

std::string SinchSignature(std::string_view secret, std::string_view body, std::string_view nonce,
                           std::string_view timestamp) {
  std::string text(body);
  text.append(".").append(nonce).append(".").append(timestamp);
  return Base64(HmacSha256(secret, text));
}

Status CheckSinchSignature(const http::Request& request,
                           const std::vector<std::string_view>& secrets) {
  if (!request.HasHeader(kSinchSignatureHeader))
    return Invalid("header x-sinch-webhook-signature: missing");
  const std::string_view sent = request.Header(kSinchSignatureHeader);
  const std::string_view nonce = request.Header(kSinchNonceHeader);
  const std::string_view timestamp = request.Header(kSinchTimestampHeader);
  if (nonce.empty()) return Invalid("header x-sinch-webhook-signature-nonce: missing");
  if (timestamp.empty()) return Invalid("header x-sinch-webhook-signature-timestamp: missing");
  bool right = false;
  for (const std::string_view secret : secrets)
    right = (!secret.empty() &&
             ConstantTimeEqual(SinchSignature(secret, request.body, nonce, timestamp), sent)) ||
            right;
  if (!right)
    return Denied("header x-sinch-webhook-signature: does not match; check webhook_secret");
  const std::optional<TimePoint> time = TimeOf(timestamp);
  if (!time) return Unit{};
  if (request.received_at - *time > kSinchMaxAge)
    return Denied("header x-sinch-webhook-signature-timestamp: older than 48 h; check both clocks");
  if (*time - request.received_at > kSinchMaxAhead)
    return Denied(
        "header x-sinch-webhook-signature-timestamp: more than 300 s ahead; check both clocks");
  return Unit{};
}

}  // namespace tipline::gateway
