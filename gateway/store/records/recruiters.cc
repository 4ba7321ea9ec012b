#include "gateway/store/records/recruiters.h"

#include <map>

#include "gateway/store/records/columns.h"
#include "gateway/store/records/lists.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

void InsertRow(soci::session& sql, const std::string& id, size_t position,
               const flows::Recruiter& one) {
  Execute(sql,
          Kept{"INSERT INTO recruiters (register_id, position, name, names, licence, phone, status,"
               " expires, destinations, job_orders) VALUES (:id, :position, :name, :names,"
               " :licence, :phone, :status, :expires, :destinations, :job_orders)"},
          id, position, WithoutNul(one.name), ListCell(one.names), WithoutNul(one.licence),
          one.phone, one.status, one.expires, ListCell(one.destinations), ListCell(one.job_orders));
}

std::vector<RegisterRow> ListIn(soci::session& sql) {
  RegisterRow row;
  long long as_of = 0, stale = 0, imported = 0, rows = 0;
  Query query(sql, std::string("SELECT id, name, country, as_of, stale_after_days, imported_at,"
                               " (SELECT COUNT(*) FROM recruiters WHERE register_id = registers.id)"
                               " FROM registers ORDER BY id"));
  query.Into(row.head.id).Into(row.head.name).Into(row.head.country).Into(as_of).Into(stale);
  query.Into(imported).Into(rows);
  std::vector<RegisterRow> out;
  while (query.Next()) {
    row.head.as_of = FromMillis(as_of);
    row.head.stale_after_days = static_cast<int>(stale);
    row.imported_at = FromMillis(imported);
    row.rows = static_cast<int>(rows);
    out.push_back(row);
  }
  return out;
}

}  // namespace

Status RecruiterRecords::Import(const flows::RegisterHead& head,
                                const std::vector<flows::Recruiter>& rows, const std::string& actor,
                                TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(sql, "DELETE FROM recruiters WHERE register_id = :id", head.id);
    Execute(sql,
            "INSERT INTO registers (id, name, country, as_of, stale_after_days, imported_at) VALUES"
            " (:id, :name, :country, :as_of, :stale, :imported) ON CONFLICT (id) DO UPDATE SET"
            " name = excluded.name, country = excluded.country, as_of = excluded.as_of,"
            " stale_after_days = excluded.stale_after_days, imported_at = excluded.imported_at",
            head.id, WithoutNul(head.name), head.country, head.as_of, head.stale_after_days, now);
    for (size_t i = 0; i < rows.size(); ++i)
      InsertRow(sql, head.id, i, rows[i]);
    WriteAudit(sql, now, actor, "register_import", "",
               head.id + " " + std::to_string(rows.size()) + " rows");
    return Unit{};
  });
}

Status RecruiterRecords::Remove(const std::string& id, const std::string& actor, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(sql, "DELETE FROM recruiters WHERE register_id = :id", id);
    if (Execute(sql, "DELETE FROM registers WHERE id = :id", id) == 0)
      return NotFound("no register " + id);
    WriteAudit(sql, now, actor, "register_remove", "", id);
    return Unit{};
  });
}

Result<std::vector<RegisterRow>> RecruiterRecords::List() {
  return db_.Read(
      [&](soci::session& sql) -> Result<std::vector<RegisterRow>> { return ListIn(sql); });
}

Result<flows::Registers> RecruiterRecords::Load() {
  return db_.Read([&](soci::session& sql) -> Result<flows::Registers> {
    flows::Registers all;
    std::map<std::string, size_t> at;
    for (RegisterRow& row : ListIn(sql)) {
      at[row.head.id] = all.heads.size();
      all.heads.push_back(std::move(row.head));
    }
    std::string id, names, destinations, orders;
    long long expires = 0;
    flows::Recruiter one;
    Query query(sql, std::string("SELECT register_id, name, names, licence, phone, status, expires,"
                                 " destinations, job_orders FROM recruiters"
                                 " ORDER BY register_id, position"));
    query.Into(id).Into(one.name).Into(names).Into(one.licence).Into(one.phone).Into(one.status);
    query.Into(expires).Into(destinations).Into(orders);
    while (query.Next()) {
      const auto head = at.find(id);
      if (head == at.end()) continue;  // imported between the two looks: it is published next time
      one.names = ListFrom(names);
      one.expires = TimeCell(expires);
      one.destinations = ListFrom(destinations);
      one.job_orders = ListFrom(orders);
      one.of = head->second;
      all.rows.push_back(one);
    }
    return all;
  });
}

Result<std::string> RecruiterRecords::Version() {
  TRY_ASSIGN(const auto list, List());
  std::string version;
  for (const RegisterRow& row : list)
    version += row.head.id + " " + std::to_string(ToMillis(row.imported_at)) + ";";
  return version;
}

}  // namespace tipline::store
