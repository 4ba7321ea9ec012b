// The watchdog's memory: the beat, and our own outages.
#include "gateway/store/records/checkins.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

flows::Watch Read(soci::session& sql) {
  flows::Watch watch;
  long long beat = 0;
  if (One(sql, Kept{"SELECT at FROM checkin_beat WHERE id = 1"}, std::tie(beat)))
    watch.beat_at = FromMillis(beat);
  flows::Outage one;
  long long began = 0, ended = 0, told = 0;
  Query query(sql, Kept{"SELECT channel, began_at, ended_at, cause, told FROM checkin_outages"
                        " ORDER BY id"});
  query.Into(one.channel).Into(began).Into(ended).Into(one.cause).Into(told);
  while (query.Next()) {
    one.began = FromMillis(began);
    one.ended = TimeCell(ended);
    one.told = told != 0;
    watch.outages.push_back(one);
  }
  return watch;
}

bool Same(const std::vector<flows::Outage>& a, const std::vector<flows::Outage>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.channel == y.channel && x.began == y.began && x.ended == y.ended &&
           x.cause == y.cause && x.told == y.told;
  });
}

}  // namespace

Result<std::set<std::string>> Checkins::Channels() {
  return db_.Read([](soci::session& sql) -> Result<std::set<std::string>> {
    std::set<std::string> channels;
    std::string one;
    Query query(sql, std::string("SELECT DISTINCT channel FROM travellers WHERE ended_at = 0"));
    query.Into(one);
    while (query.Next())
      channels.insert(one);
    return channels;
  });
}

Status Checkins::Audit(const std::string& actor, const std::string& action, const std::string& id,
                       const std::string& detail, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Status {
    WriteAudit(sql, now, actor, action, "", id + (detail.empty() ? "" : " " + detail));
    return Unit{};
  });
}

Result<flows::Watch> Checkins::ReadWatch() {
  return db_.Read([](soci::session& sql) -> Result<flows::Watch> { return Read(sql); });
}

Result<flows::Watch> Checkins::ChangeWatch(
    const std::function<flows::Watch(flows::Watch)>& change) {
  return db_.Write([&](soci::session& sql) -> Result<flows::Watch> {
    // Who comes at the same time waits here: on PostgreSQL both would read the same, and the second
    // would write over what the first changed.
    Execute(sql, Kept{"INSERT INTO checkin_beat (id, at) VALUES (1, 0)"
                      " ON CONFLICT (id) DO UPDATE SET at = checkin_beat.at"});
    const flows::Watch before = Read(sql);
    flows::Watch after = change(before);
    if (after.beat_at != before.beat_at)
      Execute(sql,
              Kept{"INSERT INTO checkin_beat (id, at) VALUES (1, :at)"
                   " ON CONFLICT (id) DO UPDATE SET at = excluded.at"},
              after.beat_at);
    if (Same(before.outages, after.outages)) return after;
    // A handful of rows, written whole: their order is that of their ids.
    Execute(sql, "DELETE FROM checkin_outages");
    int number = 0;
    for (const flows::Outage& one : after.outages) {
      std::string id = std::to_string(++number);
      id.insert(0, 8 - std::min<size_t>(8, id.size()), '0');
      Execute(sql,
              "INSERT INTO checkin_outages (id, channel, began_at, ended_at, cause, told)"
              " VALUES (:id, :channel, :began, :ended, :cause, :told)",
              id, one.channel, one.began, one.ended, one.cause, one.told);
    }
    return after;
  });
}

}  // namespace tipline::store
