#include "gateway/store/records/employers.h"

#include "gateway/store/records/columns.h"
#include "gateway/store/records/lists.h"
#include "gateway/store/records/query.h"

namespace tipline::store {

Status EmployerRecords::Import(const EmployerList& list, const std::string& actor, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(sql, "DELETE FROM employers");
    for (size_t i = 0; i < list.rows.size(); ++i) {
      const EmployerRow& one = list.rows[i];
      Execute(
          sql,
          Kept{"INSERT INTO employers (position, as_of, name, names, country, jobs, verified_by,"
               " verified, expires) VALUES (:position, :as_of, :name, :names, :country, :jobs,"
               " :verified_by, :verified, :expires)"},
          i, list.as_of, WithoutNul(one.name), ListCell(one.names), one.country, ListCell(one.jobs),
          WithoutNul(one.verified_by), one.verified, one.expires);
    }
    WriteAudit(sql, now, actor, "employers_import", "", std::to_string(list.rows.size()) + " rows");
    return Unit{};
  });
}

Result<EmployerList> EmployerRecords::Load() {
  return db_.Read([&](soci::session& sql) -> Result<EmployerList> {
    EmployerList list;
    EmployerRow one;
    std::string names, jobs;
    long long as_of = 0, verified = 0, expires = 0;
    Query query(sql, std::string("SELECT as_of, name, names, country, jobs, verified_by, verified,"
                                 " expires FROM employers ORDER BY position"));
    query.Into(as_of).Into(one.name).Into(names).Into(one.country).Into(jobs);
    query.Into(one.verified_by).Into(verified).Into(expires);
    while (query.Next()) {
      list.as_of = FromMillis(as_of);
      one.names = ListFrom(names);
      one.jobs = ListFrom(jobs);
      one.verified = FromMillis(verified);
      one.expires = FromMillis(expires);
      list.rows.push_back(one);
    }
    return list;
  });
}

}  // namespace tipline::store
