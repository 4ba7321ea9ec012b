// Accounts; sessions are in sessions.cc.
#include "gateway/store/records/users.h"

#include <algorithm>

#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

constexpr size_t kMaxName = 64;

bool IsName(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= kMaxName && std::all_of(name.begin(), name.end(), allowed);
}

// One column of one account, with its line in the audit trail.
Status Update(Database& db, const std::string& column, const std::string& value,
              const std::string& name, std::string_view action, const std::string& actor,
              TimePoint now) {
  return db.Write([&](soci::session& sql) -> Status {
    const long long changed =
        Execute(sql, "UPDATE users SET " + column + " = :value WHERE name = :name", value, name);
    if (changed != 1) return NotFound("no such user");
    WriteAudit(sql, now, actor, action, "", name);
    return Unit{};
  });
}

}  // namespace

Status UserRecords::Add(const User& user, const std::string& actor) {
  if (!IsName(user.name)) return Invalid("user name: allowed: 1 to 64 of letters, digits, . _ -");
  TRY_ASSIGN(const std::string password,
             SealColumn(keys_, "users", user.name, "password", user.password_hash.Reveal()));
  TRY_ASSIGN(const std::string totp,
             SealColumn(keys_, "users", user.name, "totp", user.totp_seed.Reveal()));
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(
        sql,
        "INSERT INTO users (name, role, active, password_sealed, totp_sealed, totp_step, failed, "
        "locked_until,"
        " created_at) VALUES (:name, :role, :active, :password, :totp, :step, 0, 0, :created_at)",
        user.name, WithoutNul(user.role), user.active, password, totp, user.totp_step,
        user.created_at);
    WriteAudit(sql, user.created_at, actor, "user_added", "", user.name + " " + user.role);
    return Unit{};
  });
}

Result<User> UserRecords::Find(std::string_view name) {
  struct Row {
    User user;
    std::string password, totp;
  };
  TRY_ASSIGN(Row row, db_.Read([&](soci::session& sql) -> Result<Row> {
    Row found;
    long long active = 0, step = 0, failed = 0, locked = 0, created = 0;
    if (!One(sql,
             "SELECT name, role, active, password_sealed, totp_sealed, totp_step, failed, "
             "locked_until, created_at"
             " FROM users WHERE name = :name",
             std::tie(found.user.name, found.user.role, active, found.password, found.totp, step,
                      failed, locked, created),
             WithoutNul(name)))
      return NotFound("no such user");
    found.user.active = active != 0;
    found.user.totp_step = step;
    found.user.failed = static_cast<int>(failed);
    found.user.locked_until = TimeCell(locked);
    found.user.created_at = FromMillis(created);
    return found;
  }));
  TRY_ASSIGN(std::string password,
             OpenColumn(keys_, "users", row.user.name, "password", row.password));
  TRY_ASSIGN(std::string totp, OpenColumn(keys_, "users", row.user.name, "totp", row.totp));
  row.user.password_hash = Secret(std::move(password));
  row.user.totp_seed = Secret(std::move(totp));
  row.user.password_sealed = std::move(row.password);
  return std::move(row.user);
}

Result<std::vector<User>> UserRecords::List() {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<User>> {
    std::string name, role;
    long long active = 0, failed = 0, locked = 0, created = 0;
    Query query(
        sql,
        "SELECT name, role, active, failed, locked_until, created_at FROM users ORDER BY name");
    query.Into(name).Into(role).Into(active).Into(failed).Into(locked).Into(created);
    std::vector<User> users;
    while (query.Next()) {
      User& user = users.emplace_back();
      user.name = name;
      user.role = role;
      user.active = active != 0;
      user.failed = static_cast<int>(failed);
      user.locked_until = TimeCell(locked);
      user.created_at = FromMillis(created);
    }
    return users;
  });
}

Status UserRecords::SetPassword(const std::string& name, const Secret<std::string>& hash,
                                const std::string& actor, TimePoint now) {
  TRY_ASSIGN(const std::string sealed, SealColumn(keys_, "users", name, "password", hash.Reveal()));
  return Update(db_, "password_sealed", sealed, name, "password_set", actor, now);
}

Status UserRecords::SetTotp(const std::string& name, const Secret<std::string>& seed,
                            const std::string& actor, TimePoint now) {
  TRY_ASSIGN(const std::string sealed, SealColumn(keys_, "users", name, "totp", seed.Reveal()));
  return Update(db_, "totp_sealed", sealed, name, "totp_set", actor, now);
}

Status UserRecords::SetRole(const std::string& name, const std::string& role,
                            const std::string& actor, TimePoint now) {
  return Update(db_, "role", WithoutNul(role), name, "role_set", actor, now);
}

Status UserRecords::SetActive(const std::string& name, bool active, const std::string& actor,
                              TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Status {
    if (Execute(sql, "UPDATE users SET active = :active WHERE name = :name", active, name) != 1)
      return NotFound("no such user");
    // A blocked account must not go on working in a window that is already open.
    if (!active)
      Execute(sql, "UPDATE console_sessions SET revoked = 1 WHERE user_name = :name", name);
    WriteAudit(sql, now, actor, active ? "user_enabled" : "user_disabled", "", name);
    return Unit{};
  });
}

Status UserRecords::UseTotpStep(const std::string& name, int64_t step) {
  return db_.Write([&](soci::session& sql) -> Status {
    const long long changed =
        Execute(sql, "UPDATE users SET totp_step = :step WHERE name = :name AND totp_step < :newer",
                step, name, step);
    if (changed != 1) return Conflict("this code was used before");
    return Unit{};
  });
}

Result<int> UserRecords::Failed(const std::string& name, int lock_after, Millis lock_for,
                                TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<int> {
    // A lock that has ended takes its failures with it, as for names that do not exist
    // (gateway/console/sign_in.cc): an answer must not tell them apart.
    Execute(sql,
            "UPDATE users SET failed = 0, locked_until = 0 WHERE name = :name AND locked_until > 0 "
            "AND locked_until <= :now",
            name, now);
    Execute(sql, "UPDATE users SET failed = failed + 1 WHERE name = :name", name);
    long long failed = 0;
    if (!One(sql, "SELECT failed FROM users WHERE name = :name", std::tie(failed), name))
      return NotFound("no such user");
    if (failed >= lock_after)
      Execute(sql, "UPDATE users SET locked_until = :until WHERE name = :name",
              TimePoint(now + lock_for), name);
    return static_cast<int>(failed);
  });
}

Status UserRecords::Succeeded(const std::string& name) {
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(sql, "UPDATE users SET failed = 0, locked_until = 0 WHERE name = :name", name);
    return Unit{};
  });
}

Status UserRecords::Audit(const std::string& actor, const std::string& action,
                          const std::string& detail, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Status {
    WriteAudit(sql, now, actor, action, "", detail);
    return Unit{};
  });
}

}  // namespace tipline::store
