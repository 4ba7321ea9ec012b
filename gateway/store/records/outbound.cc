#include "gateway/store/records/outbound.h"

#include <algorithm>

#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

constexpr const char* kColumns =
    "id, class, channel, slot, state, attempts, provider_id, reason, case_id, referral_id, "
    "created_at, updated_at,"
    " next_try_at, ";

std::vector<OutboundRow> Rows(soci::session& sql, const char* box, const std::string& rest,
                              std::vector<std::string> texts) {
  OutboundRow row;
  long long kind = 0, slot = 0, attempts = 0, created = 0, updated = 0, next = 0;
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
      .Into(next)
      .Into(row.box);
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
    out.push_back(row);
  }
  return out;
}

bool IsFinalState(const std::string& state) {
  const auto known = DeliveryStateFromName(state);
  return state == "unknown" || (known && (IsFinal(*known) || *known == DeliveryState::kSent));
}

bool IsTaken(const std::string& state) {
  return state == "sent" || state == "delivered";
}

// A row that was last written so far ahead of now was written before the machine's clock was set
// back: its times say nothing any more, and waiting for them could last for ever.
std::string IsAhead(TimePoint now) {
  constexpr Millis kAhead{60'000};  // more than clocks of two machines may differ
  return "updated_at > " + std::to_string(ToMillis(now + kAhead));
}

// Numbers only, so that they can stand in the text: a list cannot be bound on either engine.
std::string NumberList(const std::vector<int>& numbers) {
  std::string out;
  for (const int n : numbers)
    out += (out.empty() ? "" : ",") + std::to_string(n);
  return out;
}

// Alerts, then replies, then the rest; of each the oldest first. One class after the other, in the
// order of the index: what waits behind is not looked at.
std::vector<OutboundRow> Due(soci::session& sql, const std::string& where,
                             const std::vector<std::string>& not_channels, size_t limit) {
  std::vector<OutboundRow> due;
  for (const OutboundClass kind :
       {OutboundClass::kAlert, OutboundClass::kReply, OutboundClass::kNotice}) {
    if (due.size() == limit) break;
    const std::string some =
        "WHERE state = 'queued' AND class = " + std::to_string(static_cast<int>(kind)) + " " +
        where + " ORDER BY created_at, id LIMIT " + std::to_string(limit - due.size());
    for (OutboundRow& row : Rows(sql, "box_sealed", some, not_channels))
      due.push_back(std::move(row));
  }
  return due;
}

void EndAttempt(soci::session& sql, const Attempt& attempt, TimePoint now) {
  const long long changed =
      Execute(sql,
              Kept{"UPDATE outbound SET state = :state, provider_id = :provider_id, reason = "
                   ":reason, updated_at = :now, next_try_at = :next,"
                   " box_sealed = CASE WHEN :final = 1 THEN '' ELSE box_sealed END"
                   " WHERE id = :id AND ((state = 'sending' AND attempts = :number)"
                   " OR (:taken = 1 AND state IN ('queued', 'held')))"},
              attempt.state, WithoutNul(attempt.provider_id), WithoutNul(attempt.reason), now,
              attempt.next_try_at, IsFinalState(attempt.state), attempt.id, attempt.number,
              IsTaken(attempt.state));
  // Nothing changed: a report came in faster than the answer to our request, or others took it
  // over. Reports to come may still name it by the provider's id.
  if (changed == 0 && !attempt.provider_id.empty())
    Execute(sql,
            "UPDATE outbound SET provider_id = :provider_id WHERE id = :id AND provider_id = ''",
            WithoutNul(attempt.provider_id), attempt.id);
}

}  // namespace

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
    }
    return fresh;
  });
}

Result<std::vector<OutboundRow>> OutboundRecords::Take(const std::vector<int>& partitions,
                                                       const std::vector<std::string>& not_channels,
                                                       int limit, TimePoint now,
                                                       const std::vector<Attempt>& ended) {
  using Found = Result<std::vector<OutboundRow>>;
  std::string where = "AND (next_try_at <= " + std::to_string(ToMillis(now)) + " OR " +
                      IsAhead(now) + ") AND slot IN (" + NumberList(partitions) + ")";
  for (size_t i = 0; i < not_channels.size(); ++i)
    where += " AND channel <> :channel" + std::to_string(i);
  // Most often there is nothing: that must not cost the writer's lock.
  std::vector<OutboundRow> due;
  if (!partitions.empty() && limit > 0) {
    TRY_ASSIGN(due, db_.Read([&](soci::session& sql) -> Found {
      return Due(sql, where, not_channels, static_cast<size_t>(limit));
    }));
  }
  if (due.empty() && ended.empty()) return due;
  return db_.Write([&](soci::session& sql) -> Found {
    for (const Attempt& attempt : ended)
      EndAttempt(sql, attempt, now);
    std::vector<OutboundRow> taken;
    for (OutboundRow row : due) {
      if (Execute(sql,
                  Kept{"UPDATE outbound SET state = 'sending', attempts = attempts + 1, updated_at "
                       "= :now WHERE id = :id AND state = 'queued'"},
                  now, row.id) != 1)
        continue;
      row.state = "sending";
      ++row.attempts;
      taken.push_back(std::move(row));
    }
    return taken;
  });
}

Result<int> OutboundRecords::Reclaim(const std::vector<int>& partitions, TimePoint taken_before,
                                     const std::set<std::string>& not_ids, TimePoint now) {
  if (partitions.empty()) return 0;
  const std::string stale = "state = 'sending' AND (updated_at < " +
                            std::to_string(ToMillis(taken_before)) + " OR " + IsAhead(now) + ")";
  // Most often there is nothing: see Take.
  TRY_ASSIGN(const auto left, db_.Read([&](soci::session& sql) -> Result<std::vector<OutboundRow>> {
    return Rows(sql, "''", "WHERE " + stale + " AND slot IN (" + NumberList(partitions) + ")", {});
  }));
  if (std::all_of(left.begin(), left.end(),
                  [&](const OutboundRow& row) { return not_ids.contains(row.id); }))
    return 0;
  return db_.Write([&](soci::session& sql) -> Result<int> {
    long long queued = 0;
    for (const OutboundRow& row : left) {
      if (not_ids.contains(row.id)) continue;
      queued += Execute(
          sql,
          "UPDATE outbound SET state = 'queued', updated_at = :now WHERE id = :id AND " + stale,
          now, row.id);
    }
    return static_cast<int>(queued);
  });
}

Result<int> OutboundRecords::Release(const std::string& channel, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<int> {
    return static_cast<int>(
        Execute(sql,
                "UPDATE outbound SET state = 'queued', reason = '', next_try_at = :next,"
                " updated_at = :now WHERE channel = :channel AND state = 'held'",
                now, now, channel));
  });
}

Result<int> OutboundRecords::Hold(const std::string& channel, const std::string& reason,
                                  TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<int> {
    return static_cast<int>(
        Execute(sql,
                "UPDATE outbound SET state = 'held', reason = :reason, updated_at = :now"
                " WHERE channel = :channel AND state = 'queued'",
                WithoutNul(reason), now, channel));
  });
}

Result<OutboundRow> OutboundRecords::Report(const std::string& channel,
                                            const std::string& reference, DeliveryState state,
                                            const std::string& reason, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<OutboundRow> {
    if (reference.empty()) return NotFound("a report without a reference");
    const std::string key = WithoutNul(reference);
    std::vector<OutboundRow> rows =
        Rows(sql, "''", "WHERE channel = :channel AND id = :id", {channel, key});
    if (rows.empty())
      rows = Rows(sql, "''",
                  "WHERE channel = :channel AND provider_id = :id ORDER BY created_at DESC LIMIT 1",
                  {channel, key});
    if (rows.empty()) return NotFound("a report on a message that is not recorded");
    OutboundRow& row = rows.front();
    // "sending" or queued for another try, yet the provider reports: it has the message, so no more
    // tries.
    const DeliveryState before = DeliveryStateFromName(row.state).value_or(DeliveryState::kQueued);
    const DeliveryState after = AfterReport(before, state);
    if (after == before) return row;
    row.state = DeliveryStateName(after);
    row.reason = WithoutNul(reason);
    row.updated_at = now;
    Execute(sql,
            "UPDATE outbound SET state = :state, reason = :reason, updated_at = :now, box_sealed = "
            "'' WHERE id = :id",
            row.state, row.reason, now, row.id);
    return row;
  });
}

Result<std::vector<OutboundRow>> OutboundRecords::OfCase(const std::string& case_id) {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<OutboundRow>> {
    return Rows(sql, "''", "WHERE case_id = :id ORDER BY created_at, id", {WithoutNul(case_id)});
  });
}

}  // namespace tipline::store
