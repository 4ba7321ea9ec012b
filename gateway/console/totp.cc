#include "gateway/console/totp.h"

#include <cstdlib>
#include <memory>

#include <liboath/oath.h>

#include "gateway/base/crypto.h"
#include "gateway/http/message.h"

namespace tipline::console {
namespace {

constexpr const char* kIssuer = "Desk";

Result<std::string> CodeOfStep(const Secret<std::string>& seed, int64_t step) {
  std::string code(kTotpDigits + 1, '\0');
  const int rc =
      oath_totp_generate(seed.Reveal().data(), seed.Reveal().size(), step * kTotpStepSeconds,
                         kTotpStepSeconds, OATH_TOTP_DEFAULT_START_TIME, kTotpDigits, code.data());
  if (rc != OATH_OK) return Internal("liboath: cannot make a code");
  code.pop_back();
  return code;
}

int64_t StepAt(TimePoint at) {
  return ToMillis(at) / (int64_t{1000} * kTotpStepSeconds);
}

}  // namespace

Status InitTotp() {
  if (oath_init() != OATH_OK) return Internal("liboath: cannot start");
  return Unit{};
}

std::optional<int64_t> TotpStepOf(const Secret<std::string>& seed, std::string_view code,
                                  TimePoint now, int64_t last_step) {
  std::optional<int64_t> found;
  const int64_t current = StepAt(now);
  for (int64_t step = current - kTotpWindow; step <= current + kTotpWindow; ++step) {
    const auto expected = CodeOfStep(seed, step);
    if (expected && ConstantTimeEqual(*expected, code) && step > last_step && !found) found = step;
  }
  return found;
}

Result<std::string> TotpCode(const Secret<std::string>& seed, TimePoint at) {
  return CodeOfStep(seed, StepAt(at));
}

Secret<std::string> NewTotpSeed() {
  std::string seed(kTotpSeedBytes, '\0');
  RandomBytes(seed.data(), seed.size());
  return Secret<std::string>(std::move(seed));
}

Result<Secret<std::string>> TotpSeedText(const Secret<std::string>& seed) {
  char* text = nullptr;
  size_t size = 0;
  const int rc = oath_base32_encode(seed.Reveal().data(), seed.Reveal().size(), &text, &size);
  const std::unique_ptr<char, decltype(&std::free)> owner(text, &std::free);
  if (rc != OATH_OK) return Internal("liboath: cannot write base32");
  return Secret<std::string>(std::string(text, size));
}

Result<Secret<std::string>> TotpUri(const std::string& user, const Secret<std::string>& seed) {
  TRY_ASSIGN(const auto text, TotpSeedText(seed));
  return Secret<std::string>(std::string("otpauth://totp/") + kIssuer + ":" +
                             http::UrlEncode(user) + "?secret=" + text.Reveal() +
                             "&issuer=" + kIssuer + "&algorithm=SHA1&digits=6&period=30");
}

}  // namespace tipline::console
