#include "gateway/store/records/stats.h"

#include "flows/model/case.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

struct Span {
  TimePoint from, to;
};

int Count(soci::session& sql, const std::string& what, const Span& span) {
  long long n = 0;
  One(sql, "SELECT COUNT(*) FROM " + what + " AND created_at >= :from AND created_at < :to",
      std::tie(n), span.from, span.to);
  return static_cast<int>(n);
}

// `from` names the tables and ends in a condition; `time` is the column that the span is about.
std::map<std::string, int> Group(soci::session& sql, const std::string& column,
                                 const std::string& from, const std::string& time,
                                 const Span& span) {
  std::string key;
  long long n = 0;
  long long first = ToMillis(span.from);
  long long last = ToMillis(span.to);
  Query query(sql, "SELECT " + column + ", COUNT(*) FROM " + from + " AND " + time +
                       " >= :from AND " + time + " < :to GROUP BY " + column);
  query.Into(key).Into(n).Use(first).Use(last);
  std::map<std::string, int> out;
  while (query.Next())
    out[key.empty() ? "none" : key] = static_cast<int>(n);
  return out;
}

std::map<std::string, int> Priorities(soci::session& sql, const Span& span) {
  std::map<std::string, int> out;
  for (int p = 0; p <= 4; ++p) {
    const int n = Count(sql, "cases WHERE priority = " + std::to_string(p), span);
    if (n > 0) out[PriorityName(static_cast<Priority>(p))] = n;
  }
  return out;
}

}  // namespace

Result<CaseStats> ReadCaseStats(Database& database, TimePoint from, TimePoint to, TimePoint now) {
  const Span span{from, to};
  return database.Read([&](soci::session& sql) -> Result<CaseStats> {
    CaseStats out;
    out.cases = Count(sql, "cases WHERE 1 = 1", span);
    out.open = Count(sql, "cases WHERE closed_at = 0", span);
    out.needs_person = Count(sql, "cases WHERE closed_at = 0 AND needs_person = 1", span);
    out.overdue = Count(
        sql,
        "cases WHERE closed_at = 0 AND due_at > 0 AND due_at < " + std::to_string(ToMillis(now)),
        span);
    for (const auto& [kind, n] : Group(sql, "kind", "tips WHERE 1 = 1", "received_at", span))
      out.tips += n;
    out.by_status = Group(sql, "status", "cases WHERE 1 = 1", "created_at", span);
    out.by_priority = Priorities(sql, span);
    out.by_channel = Group(sql, "channel", "cases WHERE 1 = 1", "created_at", span);
    out.by_language = Group(sql, "language", "cases WHERE 1 = 1", "created_at", span);
    out.by_about = Group(sql, "about", "cases WHERE 1 = 1", "created_at", span);
    out.by_disposition = Group(sql, "disposition", "cases WHERE 1 = 1", "created_at", span);
    out.by_place = Group(sql, "place_code", "cases WHERE 1 = 1", "created_at", span);
    out.by_closure = Group(sql, "closure_code", "cases WHERE closed_at > 0", "created_at", span);
    out.referrals = Group(sql, "status", "referrals WHERE 1 = 1", "offered_at", span);
    out.outbound = Group(sql, "state", "outbound WHERE 1 = 1", "created_at", span);
    return out;
  });
}

}  // namespace tipline::store
