#include "gateway/store/records/tries.h"

#include <algorithm>

#include "gateway/store/records/case_access.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

// Wrong ones in `column` since then, but for that try itself.
long long WrongSince(soci::session& sql, const char* column, const std::string& value,
                     const std::string& id, TimePoint since) {
  long long count = 0;
  One(sql,
      std::string("SELECT COUNT(*) FROM case_tries WHERE ") + column +
          " = :value AND good = 0 AND at > :since AND id <> :id",
      std::tie(count), value, since, id);
  return count;
}

TimePoint LastGood(soci::session& sql, const std::string& code_hash) {
  long long at = 0;
  One(sql, "SELECT COALESCE(MAX(at), 0) FROM case_tries WHERE code_hash = :code AND good = 1",
      std::tie(at), code_hash);
  return FromMillis(at);
}

bool TooMany(soci::session& sql, const char* column, const std::string& value,
             const std::string& id, TimePoint after, TimePoint now) {
  const auto since = [&](Millis within) { return std::max(after, now - within); };
  return WrongSince(sql, column, value, id, since(kWrongPinsWithin)) >= kWrongPins ||
         WrongSince(sql, column, value, id, since(kTriesKept)) >= kWrongPinsADay;
}

// Tries of one code come one after the other: each counts those before it. The row stands for no
// try, and goes when it is as old as one.
void LockCode(soci::session& sql, const std::string& code_hash, TimePoint now) {
  Execute(sql,
          "INSERT INTO case_tries (id, code_hash, pseudonym, at, good)"
          " VALUES (:id, '', '', :at, 1) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
          "code " + code_hash, now);
}

}  // namespace

bool BeginTry(soci::session& sql, const CountedTry& one, TimePoint now) {
  Execute(sql, "DELETE FROM case_tries WHERE at < :before", now - kTriesKept);
  LockCode(sql, one.code_hash, now);
  const bool locked =
      TooMany(sql, "code_hash", one.code_hash, one.id, LastGood(sql, one.code_hash), now) ||
      TooMany(sql, "pseudonym", one.pseudonym, one.id, TimePoint{}, now);
  // While nothing opens, tries need no count: a frightened person's would only close it for longer.
  if (locked) return true;
  Execute(sql,
          "INSERT INTO case_tries (id, code_hash, pseudonym, at, good)"
          " VALUES (:id, :code, :pseudonym, :at, 0) ON CONFLICT (id) DO NOTHING",
          one.id, one.code_hash, one.pseudonym, now);
  return false;
}

void GoodTry(soci::session& sql, const std::string& id) {
  Execute(sql, "UPDATE case_tries SET good = 1 WHERE id = :id", id);
}

}  // namespace tipline::store
