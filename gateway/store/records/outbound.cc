#include "gateway/store/records/outbound.h"

#include <algorithm>
#include <tuple>

#include "gateway/store/records/outbound_rows.h"

namespace tipline::store {
namespace {

constexpr const char* kColumns =
    "id, class, channel, slot, state, attempts, provider_id, reason, case_id, referral_id, "
    "created_at, updated_at,"
    " next_try_at, urgent, unsure, tried, left_at, segments, cost_micros, currency, country, ";

}  // namespace

std::vector<OutboundRow> OutboundRows(soci::session& sql, const char* box, const std::string& rest,
                                      std::vector<std::string> texts) {
  OutboundRow row;
  long long kind = 0, slot = 0, attempts = 0, created = 0, updated = 0, next = 0;
  long long urgent = 0, unsure = 0, left_at = 0, segments = 0, cost = 0;
  Query query(sql, std::string("SELECT ") + kColumns + box + " FROM outbound " + rest);
  query.Into(row.id)
      .Into(kind)
      .Into(row.channel)
      .Into(slot)
      .Into(row.state)
      .Into(attempts)
      .Into(row.provider_id);
  query.Into(row.reason)
      .Into(row.case_id)
      .Into(row.referral_id)
      .Into(created)
      .Into(updated)
      .Into(next);
  query.Into(urgent).Into(unsure).Into(row.tried).Into(left_at);
  query.Into(segments).Into(cost).Into(row.currency).Into(row.country).Into(row.box);
  for (std::string& text : texts)
    query.Use(text);
  std::vector<OutboundRow> out;
  while (query.Next()) {
    row.kind = static_cast<OutboundClass>(kind);
    row.partition = static_cast<int>(slot);
    row.attempts = static_cast<int>(attempts);
    row.created_at = FromMillis(created);
    row.updated_at = FromMillis(updated);
    row.next_try_at = TimeCell(next);
    row.urgent = urgent != 0;
    row.unsure = static_cast<int>(unsure);
    row.left_at = static_cast<int>(left_at);
    row.segments = static_cast<int>(segments);
    row.cost_micros = cost;
    out.push_back(row);
  }
  return out;
}

std::string IsAhead(TimePoint now) {
  constexpr Millis kAhead{60'000};  // more than clocks of two machines may differ
  return "updated_at > " + std::to_string(ToMillis(now + kAhead));
}

std::string NumberList(const std::vector<int>& numbers) {
  std::string out;
  for (const int n : numbers)
    out += (out.empty() ? "" : ",") + std::to_string(n);
  return out;
}

Result<std::vector<std::string>> OutboundRecords::Add(const std::vector<OutboundRow>& rows) {
  return db_.Write([&](soci::session& sql) -> Result<std::vector<std::string>> {
    std::vector<std::string> fresh;
    for (const OutboundRow& row : rows) {
      const long long added = Execute(
          sql,
          Kept{"INSERT INTO outbound (id, class, channel, slot, state, attempts, provider_id, "
               "reason, case_id, referral_id,"
               " created_at, updated_at, next_try_at, box_sealed) VALUES (:id, :class, "
               ":channel, :slot, :state, 0, '',"
               " :reason, :case_id, :referral_id, :created_at, :updated_at, :next, :box) ON "
               "CONFLICT (id) DO NOTHING"},
          row.id, row.kind, row.channel, row.partition, row.state, row.reason, row.case_id,
          row.referral_id, row.created_at, row.updated_at, row.next_try_at, row.box);
      if (added == 1) fresh.push_back(row.id);
      // Also of one that is there: the case may have become urgent since.
      if (row.kind == OutboundClass::kAlert && !row.case_id.empty())
        Execute(sql,
                Kept{"UPDATE outbound SET urgent = 1 WHERE id = :id AND urgent = 0 AND EXISTS"
                     " (SELECT 1 FROM cases WHERE id = :case_id AND priority <= 1)"},
                row.id, row.case_id);
    }
    return fresh;
  });
}

Result<int> OutboundRecords::Reclaim(const std::vector<int>& partitions, TimePoint taken_before,
                                     const std::set<std::string>& not_ids, TimePoint now) {
  if (partitions.empty()) return 0;
  const std::string stale = "state = 'sending' AND (updated_at < " +
                            std::to_string(ToMillis(taken_before)) + " OR " + IsAhead(now) + ")";
  // Most often there is nothing: see Take.
  TRY_ASSIGN(const auto left, db_.Read([&](soci::session& sql) -> Result<std::vector<OutboundRow>> {
    return OutboundRows(sql, "''",
                        "WHERE " + stale + " AND slot IN (" + NumberList(partitions) + ")", {});
  }));
  if (std::all_of(left.begin(), left.end(),
                  [&](const OutboundRow& row) { return not_ids.contains(row.id); }))
    return 0;
  return db_.Write([&](soci::session& sql) -> Result<int> {
    long long queued = 0;
    for (const OutboundRow& row : left) {
      if (not_ids.contains(row.id)) continue;
      queued +=
          Execute(sql,
                  "UPDATE outbound SET state = 'queued', updated_at = :now,"
                  " unsure = CASE WHEN unsure = 0 THEN 1 ELSE unsure END WHERE id = :id AND " +
                      stale,
                  now, row.id);
    }
    return static_cast<int>(queued);
  });
}

Result<int> OutboundRecords::LookAgain(const std::vector<std::string>& reasons, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<int> {
    const char* held = "UPDATE outbound SET next_try_at = :now WHERE state = 'held' AND ";
    long long due = Execute(sql, held + std::string("next_try_at = 0"), now);
    for (const std::string& reason : reasons)
      due += Execute(sql, held + std::string("next_try_at > :late AND reason = :reason"), now, now,
                     reason);
    return static_cast<int>(due);
  });
}

Result<int> OutboundRecords::ReleaseDue(TimePoint now) {
  const std::string held = "state = 'held' AND next_try_at > 0 AND ";
  // One after the other, each by its index: with OR between them all that is held would be read.
  const std::string due = held + "next_try_at <= " + std::to_string(ToMillis(now));
  for (const std::string& which : {due, held + IsAhead(now)}) {
    // Most often there is nothing: see Take.
    TRY_ASSIGN(const bool any, db_.Read([&](soci::session& sql) -> Result<bool> {
      long long found = 0;
      return One(sql, "SELECT 1 FROM outbound WHERE " + which + " LIMIT 1", std::tie(found));
    }));
    if (!any) continue;
    return db_.Write([&](soci::session& sql) -> Result<int> {
      return static_cast<int>(
          Execute(sql,
                  "UPDATE outbound SET state = 'queued', updated_at = :now WHERE state = 'held'"
                  " AND id IN (SELECT id FROM outbound WHERE " +
                      which + " LIMIT " + std::to_string(kReleaseAtOnce) + ")",
                  now));
    });
  }
  return 0;
}

Result<int> OutboundRecords::Hold(const std::string& channel, const std::string& reason,
                                  TimePoint until, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<int> {
    return static_cast<int>(
        Execute(sql,
                "UPDATE outbound SET state = 'held', reason = :reason, next_try_at = :until,"
                " updated_at = :now WHERE channel = :channel AND state = 'queued'",
                WithoutNul(reason), until, now, channel));
  });
}

Result<std::vector<OutboundRow>> OutboundRecords::OfCase(const std::string& case_id) {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<OutboundRow>> {
    return OutboundRows(sql, "''", "WHERE case_id = :id ORDER BY created_at, id",
                        {WithoutNul(case_id)});
  });
}

Result<Spend> OutboundRecords::SpendOf(const std::string& channel, const std::string& day,
                                       const std::string& currency) {
  return db_.Read([&](soci::session& sql) -> Result<Spend> {
    long long messages = 0, segments = 0, cost = 0;
    const bool one = !currency.empty();
    const std::string what =
        "SELECT CAST(COALESCE(SUM(messages), 0) AS BIGINT), CAST(COALESCE(SUM(segments), 0) AS "
        "BIGINT), CAST(COALESCE(SUM(cost_micros), 0) AS BIGINT) FROM channel_spend"
        " WHERE channel = :channel AND day = :day";
    if (one)
      One(sql, what + " AND currency = :currency", std::tie(messages, segments, cost), channel, day,
          currency);
    else
      One(sql, what, std::tie(messages, segments, cost), channel, day);
    return Spend{messages, segments, cost};
  });
}

}  // namespace tipline::store
