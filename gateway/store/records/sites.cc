#include "gateway/store/records/sites.h"

#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

// What was shown of a region is a sum of its workplaces: none may move to another.
Status MayChange(soci::session& sql, const SiteRow& row) {
  std::string country, region, season;
  if (!One(sql, "SELECT country, region, season FROM sites WHERE code = :code",
           std::tie(country, region, season), row.code))
    return Unit{};
  if (country == row.country && region == row.region && season == row.season) return Unit{};
  long long found = 0;
  if (!One(sql, "SELECT 1 FROM voice_counts WHERE site = :code LIMIT 1", std::tie(found), row.code))
    return Unit{};
  return Conflict("site " + row.code +
                  ": it has figures, so country, region and season stay; give it a new code");
}

struct Read {
  SiteRow row;
  std::string sealed;
};

Result<std::vector<SiteRow>> Opened(const KeyRing& keys, std::vector<Read> rows) {
  std::vector<SiteRow> sites;
  for (Read& one : rows) {
    if (auto contact = OpenColumn(keys, "sites", one.row.code, "contact", one.sealed))
      one.row.contact = Secret(*std::move(contact));
    sites.push_back(std::move(one.row));
  }
  return sites;
}

Result<std::vector<SiteRow>> LoadWhere(Database& database, const KeyRing& keys,
                                       const std::string& code) {
  TRY_ASSIGN(auto rows, database.Read([&](soci::session& sql) -> Result<std::vector<Read>> {
    std::vector<Read> found;
    Read one;
    long long active = 0;
    std::string wanted = code;
    Query query(sql, std::string("SELECT code, name, brand, country, region, season, responder_id,"
                                 " contact_sealed, active FROM sites") +
                         (code.empty() ? "" : " WHERE code = :code") + " ORDER BY code");
    query.Into(one.row.code).Into(one.row.name).Into(one.row.brand).Into(one.row.country);
    query.Into(one.row.region).Into(one.row.season).Into(one.row.responder_id);
    query.Into(one.sealed).Into(active);
    if (!code.empty()) query.Use(wanted);
    while (query.Next()) {
      one.row.active = active != 0;
      found.push_back(one);
    }
    return found;
  }));
  return Opened(keys, std::move(rows));
}

}  // namespace

Status SiteRecords::Keep(const std::vector<SiteRow>& rows, const std::string& actor,
                         TimePoint now) {
  std::vector<std::string> sealed;
  for (const SiteRow& row : rows) {
    TRY_ASSIGN(sealed.emplace_back(),
               SealColumn(keys_, "sites", row.code, "contact", row.contact.Reveal()));
  }
  return db_.Write([&](soci::session& sql) -> Status {
    for (size_t i = 0; i < rows.size(); ++i) {
      const SiteRow& row = rows[i];
      TRY(MayChange(sql, row));
      Execute(sql,
              "INSERT INTO sites (code, name, brand, country, region, season, responder_id,"
              " contact_sealed, active, added_at) VALUES (:code, :name, :brand, :country, :region,"
              " :season, :responder, :contact, :active, :now) ON CONFLICT (code) DO UPDATE SET"
              " name = excluded.name, brand = excluded.brand, country = excluded.country,"
              " region = excluded.region, season = excluded.season,"
              " responder_id = excluded.responder_id, contact_sealed = excluded.contact_sealed,"
              " active = excluded.active",
              row.code, WithoutNul(row.name), WithoutNul(row.brand), row.country, row.region,
              row.season, WithoutNul(row.responder_id), sealed[i], row.active, now);
      WriteAudit(sql, now, actor, "site_kept", "", row.code);
    }
    return Unit{};
  });
}

Result<SiteRow> SiteRecords::Find(const std::string& code) {
  if (code.empty()) return NotFound("no such site");
  TRY_ASSIGN(auto rows, LoadWhere(db_, keys_, code));
  if (rows.empty()) return NotFound("no such site");
  return std::move(rows.front());
}

Result<std::vector<SiteRow>> SiteRecords::Load() {
  return LoadWhere(db_, keys_, "");
}

}  // namespace tipline::store
