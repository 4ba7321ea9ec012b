#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/content.h"
#include "gateway/store/records/content_cells.h"
#include "gateway/store/records/import_lock.h"
#include "gateway/store/records/lists.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

constexpr const char* kTable = "services_private";
constexpr const char* kColumn = "details";

using Sealed = std::map<std::string, std::string>;  // service -> its details

void Insert(soci::session& sql, size_t position, const flows::ServiceRow& one) {
  Execute(sql,
          Kept{"INSERT INTO services_public (position, id, name, needs, areas, languages, who,"
               " hours, zone, cost, phone, place, note, closed, verified, verified_by) VALUES"
               " (:position, :id, :name, :needs, :areas, :languages, :who, :hours, :zone, :cost,"
               " :phone, :place, :note, :closed, :verified, :verified_by)"},
          position, one.id, WithoutNul(one.name), ListCell(one.needs), ListCell(one.areas),
          ListCell(one.languages), ListCell(one.who), one.hours, one.zone, one.cost, one.phone,
          WithoutNul(one.place), TextsCell(one.note), ListCell(one.closed), one.verified,
          WithoutNul(one.verified_by));
}

Sealed SealedOf(soci::session& sql) {
  Sealed all;
  std::string id, details;
  Query query(sql, std::string("SELECT id, details_sealed FROM services_private ORDER BY id"));
  query.Into(id).Into(details);
  while (query.Next())
    all[id] = details;
  return all;
}

Result<Sealed> Seal(const KeyRing& keys, const PrivateDetails& details) {
  Sealed sealed;
  for (const auto& [id, fields] : details) {
    nlohmann::json plain = nlohmann::json::object();
    for (const auto& [field, value] : fields)
      plain[field] = value.Reveal();
    TRY_ASSIGN(sealed[id], SealColumn(keys, kTable, id, kColumn, DumpJson(plain)));
  }
  return sealed;
}

Result<PrivateDetails> Open(const KeyRing& keys, const Sealed& sealed) {
  PrivateDetails details;
  for (const auto& [id, cell] : sealed) {
    TRY_ASSIGN(const std::string plain, OpenColumn(keys, kTable, id, kColumn, cell));
    for (const auto& [field, value] : TextsFrom(plain))
      details[id].emplace(field, Secret(value));
  }
  return details;
}

// What a file says of a field replaces what there was; what it says nothing of stays.
Result<Sealed> Merged(const KeyRing& keys, const Sealed& before, const PrivateDetails& given) {
  TRY_ASSIGN(PrivateDetails all, Open(keys, before));
  for (const auto& [id, fields] : given) {
    for (const auto& [field, value] : fields) {
      all[id].erase(field);
      if (!value.empty()) all[id].emplace(field, value);
    }
    if (all[id].empty()) all.erase(id);
  }
  return Seal(keys, all);
}

}  // namespace

Result<std::vector<flows::ServiceRow>> PublicServices::Load() {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<flows::ServiceRow>> {
    std::vector<flows::ServiceRow> rows;
    flows::ServiceRow one;
    std::string needs, areas, languages, who, note, closed;
    long long verified = 0;
    Query query(sql, std::string("SELECT id, name, needs, areas, languages, who, hours, zone, cost,"
                                 " phone, place, note, closed, verified, verified_by FROM"
                                 " services_public ORDER BY position"));
    query.Into(one.id).Into(one.name).Into(needs).Into(areas).Into(languages).Into(who);
    query.Into(one.hours).Into(one.zone).Into(one.cost).Into(one.phone).Into(one.place);
    query.Into(note).Into(closed).Into(verified).Into(one.verified_by);
    while (query.Next()) {
      one.needs = ListFrom(needs);
      one.areas = ListFrom(areas);
      one.languages = ListFrom(languages);
      one.who = ListFrom(who);
      one.note = TextsFrom(note);
      one.closed = ListFrom(closed);
      one.verified = FromMillis(verified);
      rows.push_back(one);
    }
    return rows;
  });
}

Status ServiceRecords::Import(const std::vector<flows::ServiceRow>& rows,
                              const std::optional<PrivateDetails>& details,
                              const std::string& actor, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Status {
    LockImports(sql);
    Sealed sealed = SealedOf(sql);
    if (details) {
      TRY_ASSIGN(sealed, Merged(keys_, sealed, *details));
    }
    Execute(sql, "DELETE FROM services_private");
    Execute(sql, "DELETE FROM services_public");
    for (size_t i = 0; i < rows.size(); ++i) {
      Insert(sql, i, rows[i]);
      if (const auto found = sealed.find(rows[i].id); found != sealed.end())
        Execute(sql,
                Kept{"INSERT INTO services_private (id, details_sealed) VALUES (:id, :details)"},
                found->first, found->second);
    }
    WriteAudit(sql, now, actor, "services_import", "", std::to_string(rows.size()) + " rows");
    return Unit{};
  });
}

Result<PrivateDetails> ServiceRecords::LoadPrivate(const std::string& actor, TimePoint now) {
  Sealed sealed;
  TRY(db_.Write([&](soci::session& sql) -> Status {
    sealed = SealedOf(sql);
    WriteAudit(sql, now, actor, "services_private_read", "",
               std::to_string(sealed.size()) + " rows");
    return Unit{};
  }));
  return Open(keys_, sealed);
}

}  // namespace tipline::store
