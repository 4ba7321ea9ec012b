// Staff accounts and console sessions. Password hashes and TOTP seeds are sealed (store key); a
// session is found by the hash of its token. Deciding (locks, windows, policy) is the console's;
// this file keeps and compares atomically. Thread-safe. Tests:
// tests/gateway/store/records/users_test.cc
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/crypto.h"
#include "gateway/store/records/sql.h"

namespace tipline::store {

struct User {
  std::string name;  // unique; letters, digits, . _ -
  std::string role;  // "admin", "lead", "staff", "auditor", ...: the console's word
  bool active = true;
  Secret<std::string> password_hash;  // Argon2id _str form
  Secret<std::string> totp_seed;      // raw or base32 bytes, as given; empty: none yet
  int64_t totp_step = 0;              // last step used: a code works once
  int failed = 0;                     // wrong logins in a row
  std::optional<TimePoint> locked_until;
  TimePoint created_at{};
  std::string password_sealed;  // as it was found: tells whether it was changed since
};

struct ConsoleSession {
  std::string token_hash;
  std::string user;
  std::string csrf;
  TimePoint created_at{};
  TimePoint last_seen_at{};
  TimePoint expires_at{};
  bool revoked = false;
};

class UserRecords {
 public:
  UserRecords(Database& database, const KeyRing& keys) : db_(database), keys_(keys) {}

  Status Add(const User& user,
             const std::string& actor);      // kConflict: the name is taken; kInvalid: not a name
  Result<User> Find(std::string_view name);  // kNotFound
  Result<std::vector<User>> List();          // by name; without hash and seed
  Status SetPassword(const std::string& name, const Secret<std::string>& hash,
                     const std::string& actor, TimePoint now);
  Status SetTotp(const std::string& name, const Secret<std::string>& seed, const std::string& actor,
                 TimePoint now);
  Status SetRole(const std::string& name, const std::string& role, const std::string& actor,
                 TimePoint now);
  Status SetActive(const std::string& name, bool active, const std::string& actor, TimePoint now);
  // Compare-and-set: kConflict unless `step` is newer than every step used before.
  Status UseTotpStep(const std::string& name, int64_t step);
  // One more failure; from the `lock_after`-th in a row on, locked for `lock_for`. Returns the
  // count.
  Result<int> Failed(const std::string& name, int lock_after, Millis lock_for, TimePoint now);
  Status Succeeded(const std::string& name);  // count and lock are cleared

  // For whoever gave the password that was found as `password_sealed`. kConflict: it was changed
  // meanwhile, or the account disabled.
  Status Open(const ConsoleSession& session, const std::string& password_sealed);
  Result<ConsoleSession> FindSession(std::string_view token_hash);  // also expired and revoked ones
  Status Touch(const std::string& token_hash, TimePoint last_seen_at);
  Status Revoke(const std::string& token_hash);
  Result<int> RevokeAll(const std::string& user,
                        const std::string& but_token_hash);  // "": no exception
  Result<int> ForgetSessions(TimePoint expired_before);

  // What staff did that belongs to no case: logins, exports, settings. `detail`: codes only.
  Status Audit(const std::string& actor, const std::string& action, const std::string& detail,
               TimePoint now);

 private:
  Database& db_;
  const KeyRing& keys_;
};

}  // namespace tipline::store
