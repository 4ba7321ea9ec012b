#include "workers/loop/access_tokens.h"

#include <algorithm>
#include <utility>

namespace tipline::workers {

AccessTokens::Held AccessTokens::Get(const std::string& channel, TimePoint now) {
  const std::scoped_lock lock(mutex_);
  Channel& held = channels_[channel];
  if (now >= held.ends_at) held.value = Secret<std::string>();
  Held out{held.value, held.number, false};
  if ((held.value.empty() || now >= held.renew_at) && now >= held.fetch_at) {
    held.fetch_at = now + kTokenFetchLasts;
    out.fetch = true;
  }
  return out;
}

void AccessTokens::Fetched(const std::string& channel, gateway::AccessToken token, TimePoint now) {
  const std::scoped_lock lock(mutex_);
  Channel& held = channels_[channel];
  held.value = std::move(token.value);
  ++held.number;
  held.ends_at = now + token.lasts;
  held.renew_at = held.ends_at - std::min(kTokenEndsEarly, token.lasts / 10);
  held.fetch_at = now;
  held.failures = 0;
}

void AccessTokens::Failed(const std::string& channel, TimePoint now) {
  const std::scoped_lock lock(mutex_);
  Channel& held = channels_[channel];
  Millis wait = kFirstTokenRetry;
  for (int i = 0; i < held.failures && wait < kLastTokenRetry; ++i)
    wait *= 2;
  ++held.failures;
  held.fetch_at = now + std::min(wait, kLastTokenRetry);
}

void AccessTokens::Worked(const std::string& channel, uint64_t number) {
  const std::scoped_lock lock(mutex_);
  Channel& held = channels_[channel];
  if (held.number == number) held.refusals = 0;
}

bool AccessTokens::Refused(const std::string& channel, uint64_t number) {
  const std::scoped_lock lock(mutex_);
  Channel& held = channels_[channel];
  if (held.number == number && !held.value.empty()) {
    held.value = Secret<std::string>();
    held.fetch_at = TimePoint{};
    ++held.refusals;
  }
  return held.refusals <= 1;
}

}  // namespace tipline::workers
