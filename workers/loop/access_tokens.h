// Keys that providers lend for a while (Provider::BuildToken): one for each channel, shared by all
// lanes, in memory only. Fetched by whoever needs it first while the others wait, and again by one
// of them before it ends or after the provider refused it. Times: pace. Thread-safe. Tests:
// tests/workers/loop/access_tokens_test.cc
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "flows/base/secret.h"
#include "flows/base/time.h"
#include "gateway/providers/provider.h"

namespace tipline::workers {

constexpr Millis kTokenEndsEarly{60'000};  // or a tenth of its life, if that is less
constexpr Millis kFirstTokenRetry{1'000};  // doubles
constexpr Millis kLastTokenRetry{60'000};
// Whoever was to fetch it has not said how that ended: somebody else may.
constexpr Millis kTokenFetchLasts{30'000};

class AccessTokens {
 public:
  struct Held {
    Secret<std::string> value;  // empty: there is none now
    uint64_t number = 0;        // of this token
    bool fetch = false;         // the caller is to fetch one, and to tell
  };
  Held Get(const std::string& channel, TimePoint now);
  void Fetched(const std::string& channel, gateway::AccessToken token, TimePoint now);
  void Failed(const std::string& channel, TimePoint now);
  void Worked(const std::string& channel, uint64_t number);
  // The provider refused a request with that token (kConfig). True: another one may help; false: a
  // fresh one was refused too, so it is not the token.
  bool Refused(const std::string& channel, uint64_t number);

 private:
  struct Channel {
    Secret<std::string> value;
    uint64_t number = 0;
    TimePoint renew_at{}, ends_at{};
    TimePoint fetch_at{};            // not before it: one is under way, or it failed a moment ago
    int failures = 0, refusals = 0;  // in a row
  };
  std::mutex mutex_;
  std::map<std::string, Channel> channels_;  // guarded by mutex_
};

}  // namespace tipline::workers
