#include "gateway/store/records/checkins.h"

#include <limits>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/base/ids.h"
#include "gateway/base/log.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

using Json = nlohmann::json;

std::string Details(const Traveller& t) {
  const flows::CheckinSchedule& s = t.plan.schedule;
  return DumpJson(Json{{"number", t.number.Reveal()},
                       {"nickname", t.nickname},
                       {"destination", t.destination},
                       {"language", t.language},
                       {"service_code", t.service_code},
                       {"prompts", t.prompts},
                       {"trouble", t.trouble_mark},
                       {"place", t.place},
                       {"place_at", t.place_at ? ToMillis(*t.place_at) : 0},
                       {"dialled_at", t.dialled_at ? ToMillis(*t.dialled_at) : 0},
                       {"trouble_at", t.trouble_at ? ToMillis(*t.trouble_at) : 0},
                       {"zone", s.time_zone},
                       {"minute", s.minute},
                       {"every", s.every_days},
                       {"first", s.first_day},
                       {"last", s.last_day}});
}

Status ReadDetails(const std::string& plain, Traveller& t) {
  const auto json = ParseJson(plain, JsonLimits{});
  if (!json || !json->is_object()) return Invalid("the details of a traveller");
  try {
    flows::CheckinSchedule& s = t.plan.schedule;
    t.number = Secret(json->at("number").get<std::string>());
    t.nickname = json->at("nickname");
    t.destination = json->at("destination");
    t.language = json->at("language");
    t.service_code = json->at("service_code");
    t.prompts = json->at("prompts");
    t.trouble_mark = json->at("trouble");
    t.place = json->at("place");
    t.place_at = TimeCell(json->at("place_at").get<long long>());
    t.dialled_at = TimeCell(json->value("dialled_at", 0LL));  // not in what was written before
    t.trouble_at = TimeCell(json->value("trouble_at", 0LL));
    s.time_zone = json->at("zone");
    s.minute = json->at("minute");
    s.every_days = json->at("every");
    s.first_day = json->at("first");
    s.last_day = json->at("last");
  } catch (const Json::exception&) {
    return Invalid("the details of a traveller");
  }
  return Unit{};
}

struct Row {
  Traveller traveller;
  std::string stage, details;
  long long due = 0, step = 0, next = 0, heard = 0, seen = 0, told = 0, lead = 0, posted = 0;
  long long created = 0, ended = 0, revision = 0, contacts = 0;
};

// The columns of a row, in the order of kColumns.
void Bind(Query& query, Row& r) {
  Traveller& t = r.traveller;
  query.Into(t.id).Into(t.pseudonym).Into(t.plan.channel).Into(r.stage).Into(r.due).Into(r.step);
  query.Into(r.next).Into(r.heard).Into(r.seen).Into(r.told).Into(r.lead).Into(t.act);
  query.Into(r.posted).Into(r.details).Into(r.created).Into(r.ended).Into(r.revision);
  query.Into(r.contacts);
}

// Contacts: who was told of this lateness, and who may still be. What is left of an earlier one
// (told = 1 after the word for trouble) counts for nothing.
constexpr const char* kSelect =
    "SELECT id, pseudonym, channel, stage, due_at, step_at, next_at, heard_at, outage_seen_at, "
    "told,"
    " lead_told, act, posted, details_sealed, created_at, ended_at, revision,"
    " told + (SELECT COUNT(*) FROM checkin_contacts c WHERE c.traveller_id = travellers.id AND"
    " c.state = 'active' AND (travellers.told = 0 OR c.told <> 1)) FROM travellers ";

Result<Traveller> Opened(const KeyRing& keys, Row row) {
  Traveller t = std::move(row.traveller);
  const auto stage = flows::CheckinStageFromName(row.stage);
  if (!stage) return Internal("the stage of a traveller");
  t.state.stage = *stage;
  t.state.due = FromMillis(row.due);
  t.state.step_at = TimeCell(row.step);
  t.next_at = TimeCell(row.next);
  t.state.heard_at = FromMillis(row.heard);
  t.state.outage_seen = FromMillis(row.seen);
  t.state.told = static_cast<int>(row.told);
  t.state.lead_told = row.lead != 0;
  t.posted = row.posted != 0;
  t.created_at = FromMillis(row.created);
  t.ended_at = TimeCell(row.ended);
  t.revision = row.revision;
  t.plan.contacts = static_cast<int>(row.contacts);
  TRY_ASSIGN(const std::string plain, OpenColumn(keys, "travellers", t.id, "details", row.details));
  TRY(ReadDetails(plain, t));
  return t;
}

Result<std::vector<Row>> Page(soci::session& sql, const std::string& after, long long count,
                              bool ended) {
  std::vector<Row> all;
  Row row;
  std::string from = after;
  long long until = ended ? std::numeric_limits<long long>::max() : 0;
  Query query(sql, std::string(kSelect) +
                       "WHERE ended_at <= :until AND id > :after ORDER BY id LIMIT :count");
  Bind(query, row);
  query.Use(until).Use(from).Use(count);
  while (query.Next())
    all.push_back(row);
  return all;
}

Result<Row> OneRow(soci::session& sql, const std::string& where, std::string value) {
  Row row;
  Query query(sql, kSelect + where);
  Bind(query, row);
  query.Use(value);
  if (!query.Next()) return NotFound("no such traveller");
  return row;
}

}  // namespace

Status Checkins::Enrol(const Traveller& t) {
  TRY_ASSIGN(const std::string sealed,
             SealColumn(keys_, "travellers", t.id, "details", Details(t)));
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(sql,
            "INSERT INTO travellers (id, pseudonym, channel, stage, due_at, step_at, next_at,"
            " heard_at, outage_seen_at, told, lead_told, act, posted, details_sealed, created_at,"
            " ended_at, revision) VALUES (:id, :pseudonym, :channel, :stage, :due, :step, :next,"
            " :heard, :seen, 0, 0, '', 1, :details, :created, 0, 1)",
            t.id, t.pseudonym, t.plan.channel, flows::CheckinStageName(t.state.stage), t.state.due,
            t.state.step_at, t.next_at, t.state.heard_at, t.state.outage_seen, sealed,
            t.created_at);
    return Unit{};
  });
}

Result<Traveller> Checkins::Find(const std::string& id) {
  TRY_ASSIGN(Row row,
             db_.Read([&](soci::session& sql) { return OneRow(sql, "WHERE id = :id", id); }));
  return Opened(keys_, std::move(row));
}

Result<Traveller> Checkins::Running(const std::string& pseudonym) {
  TRY_ASSIGN(Row row, db_.Read([&](soci::session& sql) {
    return OneRow(sql, "WHERE ended_at = 0 AND pseudonym = :pseudonym", pseudonym);
  }));
  return Opened(keys_, std::move(row));
}

Status Checkins::Save(const Traveller& t, const std::string& kind, TimePoint now,
                      const std::vector<CheckinContact>& changed) {
  TRY_ASSIGN(const std::string sealed,
             SealColumn(keys_, "travellers", t.id, "details", Details(t)));
  return db_.Write([&](soci::session& sql) -> Status {
    const long long rows =
        Execute(sql,
                Kept{"UPDATE travellers SET channel = :channel, stage = :stage, due_at = :due,"
                     " step_at = :step, next_at = :next, heard_at = :heard, outage_seen_at = :seen,"
                     " told = :told, lead_told = :lead, act = :act, posted = :posted,"
                     " details_sealed = :details, ended_at = :ended, revision = revision + 1"
                     " WHERE id = :id AND revision = :revision"},
                t.plan.channel, flows::CheckinStageName(t.state.stage), t.state.due,
                t.state.step_at, t.next_at, t.state.heard_at, t.state.outage_seen, t.state.told,
                t.state.lead_told, t.act, t.posted, sealed, t.ended_at, t.id, t.revision);
    if (rows == 0) return Conflict("the traveller was changed meanwhile");
    for (const CheckinContact& one : changed)
      Execute(sql, "UPDATE checkin_contacts SET told = :told WHERE id = :id", one.told, one.id);
    if (!kind.empty())
      Execute(sql,
              Kept{"INSERT INTO checkin_events (id, traveller_id, at, kind, detail_sealed)"
                   " VALUES (:id, :traveller, :at, :kind, '')"},
              NewUlid(now), t.id, now, kind);
    return Unit{};
  });
}

Status Checkins::Posted(const std::string& id, int64_t revision) {
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(sql, Kept{"UPDATE travellers SET posted = 1 WHERE id = :id AND revision = :revision"},
            id, revision);
    return Unit{};
  });
}

Result<std::vector<Traveller>> Checkins::List(const std::string& after, int count, bool ended) {
  std::vector<Traveller> travellers;
  std::string from = after;
  while (travellers.size() < static_cast<size_t>(count)) {
    const size_t wanted = static_cast<size_t>(count) - travellers.size();
    TRY_ASSIGN(auto rows, db_.Read([&](soci::session& sql) {
      return Page(sql, from, static_cast<long long>(wanted), ended);
    }));
    for (Row& row : rows) {
      from = row.traveller.id;
      auto one = Opened(keys_, std::move(row));
      if (!one && !keys_.store) return one.error();
      if (one)
        travellers.push_back(*std::move(one));
      else
        LogError("traveller_does_not_open", one.error(), {{"traveller", from}});
    }
    if (rows.size() < wanted) break;
  }
  return travellers;
}

}  // namespace tipline::store
