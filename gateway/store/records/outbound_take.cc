// What leaves next, and how attempts ended.
#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "flows/delivery/order.h"
#include "gateway/store/records/outbound_rows.h"

namespace tipline::store {
namespace {

bool IsFinalState(const std::string& state) {
  const auto known = DeliveryStateFromName(state);
  return state == "unknown" || (known && (IsFinal(*known) || *known == DeliveryState::kSent));
}

bool IsTaken(const std::string& state) {
  return state == "sent" || state == "delivered";
}

bool IsIn(const std::vector<std::string>& channels, const std::string& id) {
  return std::find(channels.begin(), channels.end(), id) != channels.end();
}

// Channels with queued messages of that kind, by one look into the index each, however many it has.
// Ordered as that index is: by the channel alone, PostgreSQL may take one that all that ever left
// is in.
std::vector<std::string> QueuedChannels(soci::session& sql, const std::string& kind) {
  const std::string some =
      "SELECT outbound.channel FROM outbound WHERE state = 'queued' AND " + kind;
  const std::string first = " ORDER BY outbound.channel, created_at, id LIMIT 1";
  std::string channel;
  Query query(sql, "WITH RECURSIVE found(channel) AS (SELECT (" + some + first +
                       ") UNION ALL SELECT (" + some + " AND outbound.channel > found.channel" +
                       first +
                       ") FROM found WHERE found.channel IS NOT NULL)"
                       " SELECT channel FROM found WHERE channel IS NOT NULL");
  query.Into(channel);
  std::vector<std::string> channels;
  while (query.Next())
    channels.push_back(channel);
  return channels;
}

// What is due of one kind, the oldest first, in the order of an index: what waits behind is not
// looked at. Nor is what channels have that are closed: then each other one is asked by itself.
std::vector<OutboundRow> Oldest(soci::session& sql, const std::string& kind,
                                const std::string& where, const std::vector<std::string>& closed,
                                size_t limit) {
  const std::string what = "WHERE state = 'queued' AND " + kind + " " + where;
  const std::string order = " ORDER BY created_at, id LIMIT " + std::to_string(limit);
  if (closed.empty()) return OutboundRows(sql, "box_sealed", what + order, {});
  std::vector<OutboundRow> rows;
  for (const std::string& channel : QueuedChannels(sql, kind)) {
    if (IsIn(closed, channel)) continue;
    auto more =
        OutboundRows(sql, "box_sealed", what + " AND channel = :channel" + order, {channel});
    std::move(more.begin(), more.end(), std::back_inserter(rows));
  }
  std::sort(rows.begin(), rows.end(), [](const OutboundRow& a, const OutboundRow& b) {
    return std::tie(a.created_at, a.id) < std::tie(b.created_at, b.id);
  });
  if (rows.size() > limit) rows.resize(limit);
  return rows;
}

class Line {
 public:
  explicit Line(std::vector<OutboundRow> rows) : rows_(std::move(rows)) {}
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
                             const std::vector<std::string>& not_channels,
                             const std::vector<std::string>& only_alerts, size_t limit,
                             TimePoint now, uint64_t turn) {
  std::vector<std::string> not_for_alerts;
  for (const std::string& id : not_channels)
    if (!IsIn(only_alerts, id)) not_for_alerts.push_back(id);
  const auto line = [&](const std::string& kind, const std::vector<std::string>& closed) {
    return Line(Oldest(sql, kind, where, closed, limit));
  };
  Line urgent = line("class = 1 AND urgent = 1", not_for_alerts);
  Line reply = line(OfClass(OutboundClass::kReply), not_channels);
  Line alert = line(OfClass(OutboundClass::kAlert), not_for_alerts);
  Line notice = line(OfClass(OutboundClass::kNotice), not_channels);
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

// By channel, day and currency.
using Spends = std::map<std::tuple<std::string, std::string, std::string>, Spend>;

void AddSpend(soci::session& sql, const Attempt& attempt, Spends& spends) {
  // Where it was taken: the channel may have changed before.
  std::string channel;
  if (!One(sql, Kept{"SELECT channel FROM outbound WHERE id = :id"}, std::tie(channel), attempt.id))
    return;
  Spend& spent = spends[{channel, attempt.day, attempt.currency}];
  ++spent.messages;
  spent.segments += attempt.segments;
  spent.cost_micros += attempt.cost_micros;
}

// In the order of their keys: two lanes that keep those of two channels must not wait for one
// another.
void KeepSpends(soci::session& sql, const Spends& spends) {
  for (const auto& [key, spent] : spends)
    Execute(
        sql,
        Kept{"INSERT INTO channel_spend (channel, day, currency, messages, segments, cost_micros)"
             " VALUES (:channel, :day, :currency, :messages, :segments, :cost)"
             " ON CONFLICT (channel, day, currency) DO UPDATE SET"
             " messages = channel_spend.messages + excluded.messages,"
             " segments = channel_spend.segments + excluded.segments,"
             " cost_micros = channel_spend.cost_micros + excluded.cost_micros"},
        std::get<0>(key), std::get<1>(key), std::get<2>(key), spent.messages, spent.segments,
        spent.cost_micros);
}

void EndAttempt(soci::session& sql, const Attempt& attempt, TimePoint now, Spends& spends) {
  const long long changed = Execute(
      sql,
      Kept{"UPDATE outbound SET state = :state, provider_id = :provider_id, reason = :reason,"
           " updated_at = :now, next_try_at = :next, attempts = attempts - :untried,"
           " unsure = :unsure, segments = :segments, cost_micros = :cost, currency = :currency,"
           " country = :country, box_sealed = CASE WHEN :final = 1 THEN '' ELSE box_sealed END"
           " WHERE id = :id AND ((state = 'sending' AND attempts = :number)"
           " OR (:taken = 1 AND state IN ('queued', 'held')))"},
      attempt.state, WithoutNul(attempt.provider_id), WithoutNul(attempt.reason), now,
      attempt.next_try_at, attempt.untried, attempt.unsure, attempt.segments, attempt.cost_micros,
      attempt.currency, attempt.country, IsFinalState(attempt.state), attempt.id, attempt.number,
      IsTaken(attempt.state));
  if (changed == 1 && !attempt.channel.empty())
    Execute(sql,
            "UPDATE outbound SET tried = CASE WHEN tried = '' THEN channel ELSE tried || ' ' || "
            "channel END, left_at = attempts, channel = :channel WHERE id = :id",
            attempt.channel, attempt.id);
  if (changed == 1 && !attempt.day.empty()) AddSpend(sql, attempt, spends);
  // Nothing changed: a report came in faster than the answer to our request, or others took it
  // over. Reports to come may still name it by the provider's id.
  if (changed == 0 && !attempt.provider_id.empty())
    Execute(sql,
            "UPDATE outbound SET provider_id = :provider_id WHERE id = :id AND provider_id = ''",
            WithoutNul(attempt.provider_id), attempt.id);
  // It was taken all the same: that costs, once.
  if (changed == 0 && !attempt.day.empty() &&
      Execute(sql,
              "UPDATE outbound SET segments = :segments, cost_micros = :cost, currency = :currency,"
              " country = :country WHERE id = :id AND segments = 0",
              attempt.segments, attempt.cost_micros, attempt.currency, attempt.country,
              attempt.id) == 1)
    AddSpend(sql, attempt, spends);
}

}  // namespace

Result<std::vector<OutboundRow>> OutboundRecords::Take(
    const std::vector<int>& partitions, const std::vector<std::string>& not_channels, int limit,
    TimePoint now, const std::vector<Attempt>& ended, uint64_t turn, const Choose& choose,
    const std::vector<std::string>& only_alerts) {
  using Found = Result<std::vector<OutboundRow>>;
  const std::string where = "AND (next_try_at <= " + std::to_string(ToMillis(now)) + " OR " +
                            IsAhead(now) + ") AND slot IN (" + NumberList(partitions) + ")";
  // Most often there is nothing: that must not cost the writer's lock.
  std::vector<OutboundRow> due;
  if (!partitions.empty() && limit > 0) {
    TRY_ASSIGN(due, db_.Read([&](soci::session& sql) -> Found {
      return Due(sql, where, not_channels, only_alerts, static_cast<size_t>(limit), now, turn);
    }));
  }
  if (choose && !due.empty()) due = choose(std::move(due));
  if (due.empty() && ended.empty()) return due;
  return db_.Write([&](soci::session& sql) -> Found {
    Spends spends;
    for (const Attempt& attempt : ended)
      EndAttempt(sql, attempt, now, spends);
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
    KeepSpends(sql, spends);
    return taken;
  });
}

}  // namespace tipline::store
