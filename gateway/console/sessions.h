// Console sessions: a random 256-bit token in a cookie, its keyed hash in SQL. Ends after kIdle
// without use, after kLongest in any case, on sign-out, and at once when the account is disabled or
// its role is taken away. Polls do not count as use. Thread-safe. Tests:
// tests/gateway/console/sessions_test.cc.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "flows/base/result.h"
#include "flows/base/secret.h"
#include "flows/base/time.h"
#include "gateway/base/crypto.h"
#include "gateway/console/grade.h"
#include "gateway/http/message.h"
#include "gateway/store/records/users.h"

namespace tipline::console {

constexpr std::chrono::minutes kIdle{30};  // domain.md §7.2, §7.3
constexpr std::chrono::hours kLongest{12};
constexpr std::chrono::seconds kTouchEvery{60};  // use is written down at most this often

struct Visitor {
  std::string name;
  Grade grade = kAgent;
  std::string token_hash;
  std::string csrf;
  TimePoint expires_at{};
};

struct Opened {
  Secret<std::string> token;
  Visitor visitor;
};

class Sessions {
 public:
  // `keys` must outlive this object and needs store. `secure`: the cookie is for https only.
  Sessions(const store::UserRecords& users, const KeyRing& keys, bool secure)
      : users_(users), keys_(keys), secure_(secure) {}

  // `password_sealed`: as in store::User. kConflict: it was changed meanwhile, or the account
  // disabled.
  Result<Opened> Open(const std::string& user, Grade grade, const std::string& password_sealed,
                      TimePoint now);
  // Of the request's cookie. kDenied: none, ended, or its owner may no longer.
  Result<Visitor> Find(const http::Request& request, TimePoint now, bool counts_as_use);
  Status End(const Visitor& visitor, TimePoint now);

  std::string SetCookie(const Secret<std::string>& token) const;
  std::string ClearCookie() const;

 private:
  const char* CookieName() const { return secure_ ? "__Host-desk" : "desk"; }
  std::string HashOf(std::string_view token) const;

  store::UserRecords users_;
  const KeyRing& keys_;
  const bool secure_;
};

// The value of a cookie; empty if there is none or it comes twice.
std::string_view CookieOf(const http::Request& request, std::string_view name);

}  // namespace tipline::console
