// What delivery reports say of messages.
#include "flows/model/part_report.h"
#include "gateway/store/records/outbound_rows.h"

namespace tipline::store {
namespace {

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

}  // namespace

Result<OutboundRow> OutboundRecords::Report(const std::string& channel,
                                            const std::string& reference, DeliveryState state,
                                            const std::string& reason, TimePoint now,
                                            const std::string& provider_id) {
  return db_.Write([&](soci::session& sql) -> Result<OutboundRow> {
    if (reference.empty()) return NotFound("a report without a reference");
    std::vector<OutboundRow> rows =
        ReportedRows(sql, channel, WithoutNul(reference), WithoutNul(provider_id), state);
    if (rows.empty()) return NotFound("a report on a message that is not recorded");
    OutboundRow& row = rows.front();
    // "sending" or queued for another try, yet the provider reports: it has the message, so no more
    // tries.
    const DeliveryState before = DeliveryStateFromName(row.state).value_or(DeliveryState::kQueued);
    const DeliveryState after = AfterPartReport(before, row.reason, state, reason);
    if (after == before) return row;
    row.state = DeliveryStateName(after);
    row.reason = WithoutNul(reason);
    row.updated_at = now;
    row.changed = true;
    Execute(sql,
            "UPDATE outbound SET state = :state, reason = :reason, updated_at = :now, box_sealed = "
            "'' WHERE id = :id",
            row.state, row.reason, now, row.id);
    return row;
  });
}

}  // namespace tipline::store
