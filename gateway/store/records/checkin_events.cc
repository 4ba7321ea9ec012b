// What was done for a traveller, and when.
#include "gateway/base/ids.h"
#include "gateway/store/records/checkins.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"

namespace tipline::store {

Status Checkins::Note(const std::string& id, const std::string& kind, const std::string& detail,
                      TimePoint now) {
  const std::string event = NewUlid(now);
  TRY_ASSIGN(const std::string sealed,
             SealColumn(keys_, "checkin_events", event, "detail", detail));
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(sql,
            "INSERT INTO checkin_events (id, traveller_id, at, kind, detail_sealed)"
            " VALUES (:id, :traveller, :at, :kind, :detail)",
            event, id, now, kind, sealed);
    return Unit{};
  });
}

Result<std::vector<CheckinEvent>> Checkins::Events(const std::string& id) {
  struct Found {
    std::string id, kind, sealed;
    long long at = 0;
  };
  TRY_ASSIGN(const auto rows, db_.Read([&](soci::session& sql) -> Result<std::vector<Found>> {
    std::vector<Found> all;
    Found one;
    std::string whose = id;
    Query query(sql, std::string("SELECT id, at, kind, detail_sealed FROM checkin_events"
                                 " WHERE traveller_id = :id ORDER BY at, id"));
    query.Into(one.id).Into(one.at).Into(one.kind).Into(one.sealed).Use(whose);
    while (query.Next())
      all.push_back(one);
    return all;
  }));
  std::vector<CheckinEvent> events;
  for (const Found& row : rows) {
    auto detail = OpenColumn(keys_, "checkin_events", row.id, "detail", row.sealed);
    events.push_back({FromMillis(row.at), row.kind, Secret(detail ? *detail : std::string())});
  }
  return events;
}

}  // namespace tipline::store
