#include "gateway/store/records/outbound.h"

#include <algorithm>
#include <tuple>

#include "flows/delivery/order.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

constexpr const char* kColumns =
    "id, class, channel, slot, state, attempts, provider_id, reason, case_id, referral_id, "
    "created_at, updated_at,"
    " next_try_at, urgent, unsure, tried, left_at, segments, cost_micros, currency, ";

std::vector<OutboundRow> Rows(soci::session& sql, const char* box, const std::string& rest,
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
  query.Into(segments).Into(cost).Into(row.currency).Into(row.box);
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

// What is due of one kind, the oldest first, in the order of its index: what waits behind is not
// looked at.
class Line {
 public:
  Line(soci::session& sql, const std::string& kind, const std::string& where,
       const std::vector<std::string>& not_channels, size_t limit)
      : rows_(Rows(sql, "box_sealed",
                   "WHERE state = 'queued' AND " + kind + " " + where +
                       " ORDER BY created_at, id LIMIT " + std::to_string(limit),
                   not_channels)) {}
  // How long the first one has waited that is not `taken`.
  std::optional<Millis> Waited(TimePoint now, const std::set<std::string>& taken) {
    while (next_ < rows_.size() && taken.contains(rows_[next_].id))
      ++next_;
    if (next_ == rows_.size()) return std::nullopt;
    const OutboundRow& row = rows_[next_];
    return now - std::max(row.created_at, row.next_try_at.value_or(row.created_at));
  }
  OutboundRow Take() { return std::move(rows_[next_++]); }

 private:
  std::vector<OutboundRow> rows_;
  size_t next_ = 0;
};

std::string OfClass(OutboundClass kind) {
  return "class = " + std::to_string(static_cast<int>(kind));
}

std::vector<OutboundRow> Due(soci::session& sql, const std::string& where,
                             const std::vector<std::string>& not_channels, size_t limit,
                             TimePoint now, uint64_t turn) {
  const auto line = [&](const std::string& kind) {
    return Line(sql, kind, where, not_channels, limit);
  };
  Line urgent = line("class = 1 AND urgent = 1"), reply = line(OfClass(OutboundClass::kReply));
  Line alert = line(OfClass(OutboundClass::kAlert)), notice = line(OfClass(OutboundClass::kNotice));
  std::vector<OutboundRow> due;
  std::set<std::string> taken;
  while (due.size() < limit) {
    const flows::Waiting waiting{urgent.Waited(now, taken), reply.Waited(now, taken),
                                 alert.Waited(now, taken), notice.Waited(now, taken)};
    const flows::NextOut next = flows::WhoIsNext(waiting, turn + due.size());
    if (next == flows::NextOut::kNobody) break;
    Line& from = next == flows::NextOut::kUrgent  ? urgent
                 : next == flows::NextOut::kReply ? reply
                 : next == flows::NextOut::kAlert ? alert
                                                  : notice;
    due.push_back(from.Take());
    taken.insert(due.back().id);
  }
  return due;
}

static_assert(static_cast<int>(OutboundClass::kAlert) == 1);  // as the index outbound_urgent has it

void AddSpend(soci::session& sql, const Attempt& attempt) {
  // Where it was taken: the channel may have changed before.
  std::string channel;
  if (!One(sql, Kept{"SELECT channel FROM outbound WHERE id = :id"}, std::tie(channel), attempt.id))
    return;
  Execute(sql,
          Kept{"INSERT INTO channel_spend (channel, day, currency, messages, segments, cost_micros)"
               " VALUES (:channel, :day, :currency, 1, :segments, :cost)"
               " ON CONFLICT (channel, day, currency) DO UPDATE SET"
               " messages = channel_spend.messages + 1,"
               " segments = channel_spend.segments + excluded.segments,"
               " cost_micros = channel_spend.cost_micros + excluded.cost_micros"},
          channel, attempt.day, attempt.currency, attempt.segments, attempt.cost_micros);
}

void EndAttempt(soci::session& sql, const Attempt& attempt, TimePoint now) {
  const long long changed = Execute(
      sql,
      Kept{"UPDATE outbound SET state = :state, provider_id = :provider_id, reason = :reason,"
           " updated_at = :now, next_try_at = :next, attempts = attempts - :untried,"
           " unsure = :unsure, segments = :segments, cost_micros = :cost, currency = :currency,"
           " box_sealed = CASE WHEN :final = 1 THEN '' ELSE box_sealed END"
           " WHERE id = :id AND ((state = 'sending' AND attempts = :number)"
           " OR (:taken = 1 AND state IN ('queued', 'held')))"},
      attempt.state, WithoutNul(attempt.provider_id), WithoutNul(attempt.reason), now,
      attempt.next_try_at, attempt.untried, attempt.unsure, attempt.segments, attempt.cost_micros,
      attempt.currency, IsFinalState(attempt.state), attempt.id, attempt.number,
      IsTaken(attempt.state));
  if (changed == 1 && !attempt.channel.empty())
    Execute(sql,
            "UPDATE outbound SET tried = CASE WHEN tried = '' THEN channel ELSE tried || ' ' || "
            "channel END, left_at = attempts, channel = :channel WHERE id = :id",
            attempt.channel, attempt.id);
  if (changed == 1 && !attempt.day.empty()) AddSpend(sql, attempt);
  // Nothing changed: a report came in faster than the answer to our request, or others took it
  // over. Reports to come may still name it by the provider's id.
  if (changed == 0 && !attempt.provider_id.empty())
    Execute(sql,
            "UPDATE outbound SET provider_id = :provider_id WHERE id = :id AND provider_id = ''",
            WithoutNul(attempt.provider_id), attempt.id);
  // It was taken all the same: that costs, once.
  if (changed == 0 && !attempt.day.empty() &&
      Execute(sql,
              "UPDATE outbound SET segments = :segments, cost_micros = :cost, currency = :currency"
              " WHERE id = :id AND segments = 0",
              attempt.segments, attempt.cost_micros, attempt.currency, attempt.id) == 1)
    AddSpend(sql, attempt);
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

Result<std::vector<OutboundRow>> OutboundRecords::Take(const std::vector<int>& partitions,
                                                       const std::vector<std::string>& not_channels,
                                                       int limit, TimePoint now,
                                                       const std::vector<Attempt>& ended,
                                                       uint64_t turn, const Choose& choose) {
  using Found = Result<std::vector<OutboundRow>>;
  std::string where = "AND (next_try_at <= " + std::to_string(ToMillis(now)) + " OR " +
                      IsAhead(now) + ") AND slot IN (" + NumberList(partitions) + ")";
  for (size_t i = 0; i < not_channels.size(); ++i)
    where += " AND channel <> :channel" + std::to_string(i);
  // Most often there is nothing: that must not cost the writer's lock.
  std::vector<OutboundRow> due;
  if (!partitions.empty() && limit > 0) {
    TRY_ASSIGN(due, db_.Read([&](soci::session& sql) -> Found {
      return Due(sql, where, not_channels, static_cast<size_t>(limit), now, turn);
    }));
  }
  if (choose && !due.empty()) due = choose(std::move(due));
  if (due.empty() && ended.empty()) return due;
  return db_.Write([&](soci::session& sql) -> Found {
    for (const Attempt& attempt : ended)
      EndAttempt(sql, attempt, now);
    std::vector<OutboundRow> taken;
    for (OutboundRow row : due) {
      if (Execute(sql,
                  Kept{"UPDATE outbound SET state = 'sending', attempts = attempts + 1, updated_at "
                       "= :now, channel = :channel WHERE id = :id AND state = 'queued'"},
                  now, row.channel, row.id) != 1)
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

Result<int> OutboundRecords::Release(const std::string& channel, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<int> {
    return static_cast<int>(
        Execute(sql,
                "UPDATE outbound SET state = 'queued', reason = '', next_try_at = :next,"
                " updated_at = :now WHERE channel = :channel AND state = 'held' AND next_try_at = "
                "0",
                now, now, channel));
  });
}

Result<int> OutboundRecords::ReleaseDue(TimePoint now) {
  const std::string due =
      "state = 'held' AND next_try_at > 0 AND (next_try_at <= " + std::to_string(ToMillis(now)) +
      " OR " + IsAhead(now) + ")";
  // Most often there is nothing: see Take.
  TRY_ASSIGN(const bool any, db_.Read([&](soci::session& sql) -> Result<bool> {
    long long found = 0;
    return One(sql, "SELECT 1 FROM outbound WHERE " + due + " LIMIT 1", std::tie(found));
  }));
  if (!any) return 0;
  return db_.Write([&](soci::session& sql) -> Result<int> {
    return static_cast<int>(
        Execute(sql, "UPDATE outbound SET state = 'queued', updated_at = :now WHERE " + due, now));
  });
}

Result<int> OutboundRecords::Hold(const std::string& channel, const std::string& reason,
                                  const std::optional<TimePoint>& until, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<int> {
    return static_cast<int>(
        Execute(sql,
                "UPDATE outbound SET state = 'held', reason = :reason, next_try_at = :until,"
                " updated_at = :now WHERE channel = :channel AND state = 'queued'",
                WithoutNul(reason), until, now, channel));
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
