// What timers are made of when Redis may have lost them, and what goes once it is over.
#include "gateway/store/records/checkins.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"

namespace tipline::store {

Result<std::vector<CheckinClock>> Checkins::Clocks(const std::string& after, int count) {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<CheckinClock>> {
    std::vector<CheckinClock> all;
    CheckinClock one;
    long long next = 0;
    std::string from = after;
    long long limit = count;
    Query query(sql,
                std::string("SELECT id, pseudonym, CASE WHEN posted = 0 THEN 0 ELSE next_at END"
                            " FROM travellers WHERE id > :after"
                            " AND (posted = 0 OR (ended_at = 0 AND next_at <> 0))"
                            " ORDER BY id LIMIT :count"));
    query.Into(one.id).Into(one.pseudonym).Into(next).Use(from).Use(limit);
    while (query.Next()) {
      one.next_at = FromMillis(next);
      all.push_back(one);
    }
    return all;
  });
}

Result<int> Checkins::Forget(TimePoint ended_before) {
  return db_.Write([&](soci::session& sql) -> Result<int> {
    for (const char* table : {"checkin_events", "checkin_contacts"})
      Execute(sql,
              std::string("DELETE FROM ") + table +
                  " WHERE traveller_id IN (SELECT id FROM travellers WHERE ended_at <> 0 AND"
                  " ended_at < :before)",
              ended_before);
    Execute(sql, "DELETE FROM checkin_declined WHERE at < :before",
            ended_before - std::chrono::days(366));
    return static_cast<int>(Execute(
        sql, "DELETE FROM travellers WHERE ended_at <> 0 AND ended_at < :before", ended_before));
  });
}

}  // namespace tipline::store
