// Console sessions of UserRecords.
#include "gateway/store/records/query.h"
#include "gateway/store/records/users.h"

namespace tipline::store {

Status UserRecords::Open(const ConsoleSession& session, const std::string& password_sealed) {
  return db_.Write([&](soci::session& sql) -> Status {
    // Locks the account: whoever changes it meanwhile comes after this, and ends the session.
    if (Execute(sql,
                "UPDATE users SET failed = failed WHERE name = :name AND active = 1"
                " AND password_sealed = :password",
                session.user, password_sealed) != 1)
      return Conflict("the account was changed meanwhile");
    Execute(sql,
            "INSERT INTO console_sessions (token_hash, user_name, csrf, created_at, last_seen_at, "
            "expires_at, revoked)"
            " VALUES (:hash, :user, :csrf, :created_at, :seen_at, :expires_at, 0)",
            session.token_hash, session.user, session.csrf, session.created_at,
            session.last_seen_at, session.expires_at);
    return Unit{};
  });
}

Result<ConsoleSession> UserRecords::FindSession(std::string_view token_hash) {
  return db_.Read([&](soci::session& sql) -> Result<ConsoleSession> {
    ConsoleSession found;
    long long created = 0, seen = 0, expires = 0, revoked = 0;
    if (!One(sql,
             "SELECT token_hash, user_name, csrf, created_at, last_seen_at, expires_at, revoked "
             "FROM console_sessions"
             " WHERE token_hash = :hash",
             std::tie(found.token_hash, found.user, found.csrf, created, seen, expires, revoked),
             WithoutNul(token_hash)))
      return NotFound("no such session");
    found.created_at = FromMillis(created);
    found.last_seen_at = FromMillis(seen);
    found.expires_at = FromMillis(expires);
    found.revoked = revoked != 0;
    return found;
  });
}

Status UserRecords::Touch(const std::string& token_hash, TimePoint last_seen_at) {
  return db_.Write([&](soci::session& sql) -> Status {
    if (Execute(sql, "UPDATE console_sessions SET last_seen_at = :at WHERE token_hash = :hash",
                last_seen_at, token_hash) != 1)
      return NotFound("no such session");
    return Unit{};
  });
}

Status UserRecords::Revoke(const std::string& token_hash) {
  return db_.Write([&](soci::session& sql) -> Status {
    if (Execute(sql, "UPDATE console_sessions SET revoked = 1 WHERE token_hash = :hash",
                token_hash) != 1)
      return NotFound("no such session");
    return Unit{};
  });
}

Result<int> UserRecords::RevokeAll(const std::string& user, const std::string& but_token_hash) {
  return db_.Write([&](soci::session& sql) -> Result<int> {
    return static_cast<int>(Execute(sql,
                                    "UPDATE console_sessions SET revoked = 1 WHERE user_name = "
                                    ":user AND token_hash <> :but AND revoked = 0",
                                    user, but_token_hash));
  });
}

Result<int> UserRecords::ForgetSessions(TimePoint expired_before) {
  return db_.Write([&](soci::session& sql) -> Result<int> {
    return static_cast<int>(
        Execute(sql, "DELETE FROM console_sessions WHERE expires_at < :before", expired_before));
  });
}

}  // namespace tipline::store
