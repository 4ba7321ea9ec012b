// What delivery reports say of messages.
#include <optional>
#include <utility>

#include "flows/model/part_report.h"
#include "gateway/store/records/outbound_rows.h"

namespace tipline::store {
namespace {

constexpr int kLooks = 8;  // a message changes a few times in its life

// A channel that it left may still say that it has it, and then nobody else need send it. That it
// has it not is no news.
bool SettledByOneThatItLeft(const OutboundRow& row, const std::string& channel,
                            DeliveryState state) {
  const bool has_it = state == DeliveryState::kSent || state == DeliveryState::kDelivered;
  return has_it && (" " + row.tried + " ").find(" " + channel + " ") != std::string::npos;
}

// The message that a report is about; none or one.
std::vector<OutboundRow> ReportedRows(soci::session& sql, const std::string& channel,
                                      const std::string& reference, const std::string& provider_id,
                                      DeliveryState state) {
  const auto of_provider = [&](const std::string& id) {
    return OutboundRows(
        sql, "''",
        "WHERE channel = :channel AND provider_id = :id ORDER BY created_at DESC LIMIT 1",
        {channel, id});
  };
  std::vector<OutboundRow> named = OutboundRows(sql, "''", "WHERE id = :id", {reference});
  if (!named.empty() && named.front().channel != channel &&
      !SettledByOneThatItLeft(named.front(), channel, state))
    named.clear();
  const bool one_id = provider_id.empty() || provider_id == reference;
  if (one_id) return named.empty() ? of_provider(reference) : named;
  if (!named.empty() && named.front().provider_id == provider_id) return named;
  std::vector<OutboundRow> known = of_provider(provider_id);
  if (!known.empty()) return known;
  if (named.empty()) return of_provider(reference);
  return named.front().provider_id.empty() ? named : known;
}

// What a report makes of its message. Two reports of one message, or a report and the answer to the
// request, can be at work at once on PostgreSQL: it is written only over what was read, else
// read again.
std::optional<OutboundRow> Settle(soci::session& sql, OutboundRow row, DeliveryState state,
                                  const std::string& reason, TimePoint now) {
  // "sending" or queued for another try, yet the provider reports: it has the message, so no more
  // tries.
  const DeliveryState before = DeliveryStateFromName(row.state).value_or(DeliveryState::kQueued);
  const DeliveryState after = AfterPartReport(before, row.reason, state, reason);
  if (after == before) return row;
  const std::string was = std::exchange(row.state, std::string(DeliveryStateName(after)));
  const std::string why = std::exchange(row.reason, WithoutNul(reason));
  row.updated_at = now;
  row.changed = true;
  const long long written =
      Execute(sql,
              "UPDATE outbound SET state = :state, reason = :reason, updated_at = :now, box_sealed"
              " = '' WHERE id = :id AND state = :was AND reason = :why",
              row.state, row.reason, now, row.id, was, why);
  return written == 1 ? std::optional(std::move(row)) : std::nullopt;
}

}  // namespace

Result<OutboundRow> OutboundRecords::Report(const std::string& channel,
                                            const std::string& reference, DeliveryState state,
                                            const std::string& reason, TimePoint now,
                                            const std::string& provider_id) {
  return db_.Write([&](soci::session& sql) -> Result<OutboundRow> {
    if (reference.empty()) return NotFound("a report without a reference");
    for (int looks = 0; looks < kLooks; ++looks) {
      std::vector<OutboundRow> rows =
          ReportedRows(sql, channel, WithoutNul(reference), WithoutNul(provider_id), state);
      if (rows.empty()) return NotFound("a report on a message that is not recorded");
      if (auto row = Settle(sql, std::move(rows.front()), state, reason, now))
        return *std::move(row);
    }
    return Unavailable("a message that others change all the time");
  });
}

}  // namespace tipline::store
