#include "gateway/providers/telnyx_signature.h"

#include <algorithm>
#include <charconv>

namespace tipline::gateway {
namespace {

constexpr size_t kMostDigits = 12;  // of Unix seconds; more could not be counted in milliseconds

std::string SignedText(std::string_view timestamp, std::string_view body) {
  std::string text(timestamp);
  text += '|';
  text += body;
  return text;
}

Status CheckTime(std::string_view timestamp, TimePoint now) {
  const bool digits =
      !timestamp.empty() && timestamp.size() <= kMostDigits &&
      std::all_of(timestamp.begin(), timestamp.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return Denied("header telnyx-timestamp: allowed: Unix seconds");
  int64_t seconds = 0;
  std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
  const Millis away = std::chrono::abs(now - FromMillis(seconds * 1000));
  if (away > kTelnyxMaxAge)
    return Denied("header telnyx-timestamp: more than 300 s from our clock; check both clocks");
  return Unit{};
}

}  // namespace

std::string TelnyxSignature(const KeyBytes& seed, std::string_view timestamp,
                            std::string_view body) {
  return Base64(SignEd25519(seed, SignedText(timestamp, body)));
}

Status CheckTelnyxSignature(const http::Request& request,
                            const std::vector<std::string_view>& public_keys) {
  if (!request.HasHeader(kTelnyxSignatureHeader))
    return Invalid("header telnyx-signature-ed25519: missing");
  if (!request.HasHeader(kTelnyxTimestampHeader))
    return Invalid("header telnyx-timestamp: missing");
  const std::string_view timestamp = request.Header(kTelnyxTimestampHeader);
  TRY(CheckTime(timestamp, request.received_at));
  const Error wrong = Denied("header telnyx-signature-ed25519: does not match; check public_key");
  const Result<std::string> signature = FromBase64(request.Header(kTelnyxSignatureHeader));
  if (!signature) return wrong;
  const std::string text = SignedText(timestamp, request.body);
  for (const std::string_view key : public_keys) {
    const Result<std::string> raw = FromBase64(key);
    if (raw && VerifyEd25519(*raw, text, *signature)) return Unit{};
  }
  return wrong;
}

}  // namespace tipline::gateway
