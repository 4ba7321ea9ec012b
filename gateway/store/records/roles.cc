#include "gateway/store/records/roles.h"

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"
#include "gateway/store/records/tries.h"

namespace tipline::store {
namespace {

using Json = nlohmann::json;

constexpr const char* kColumns =
    "SELECT id, role, country, details_sealed, made_at, expires_at, pseudonym, joined_at,"
    " withdrawn_at FROM roles ";

struct Row {
  VerifiedRole role;
  std::string sealed;
};

std::vector<Row> RowsWhere(soci::session& sql, const char* where, const std::string& value) {
  std::vector<Row> rows;
  Row row;
  std::string cell = value;
  long long made = 0, expires = 0, joined = 0, withdrawn = 0;
  Query query(sql, std::string(kColumns) + where + " ORDER BY made_at, id");
  VerifiedRole& one = row.role;
  query.Into(one.id).Into(one.role).Into(one.country).Into(row.sealed).Into(made).Into(expires);
  query.Into(one.pseudonym).Into(joined).Into(withdrawn);
  if (*where != '\0') query.Use(cell);
  while (query.Next()) {
    one.made_at = FromMillis(made);
    one.expires_at = FromMillis(expires);
    one.joined_at = TimeCell(joined);
    one.withdrawn_at = TimeCell(withdrawn);
    rows.push_back(row);
  }
  return rows;
}

std::string Details(const VerifiedRole& role) {
  return DumpJson(Json{{"name", role.name},
                       {"district", role.district},
                       {"supervisor", role.supervisor},
                       {"own", role.own}});
}

Result<VerifiedRole> Opened(const KeyRing& keys, const Row& row) {
  TRY_ASSIGN(const std::string plain,
             OpenColumn(keys, "roles", row.role.id, "details", row.sealed));
  const auto json = ParseJson(plain);
  if (!json || !json->is_object()) return Internal("the details of a role");
  VerifiedRole role = row.role;
  try {
    role.name = json->at("name");
    role.district = json->at("district");
    role.supervisor = json->at("supervisor");
    role.own = json->at("own").get<std::vector<std::string>>();
  } catch (const Json::exception&) {
    return Internal("the details of a role");
  }
  return role;
}

std::string CodeHashOf(const KeyRing& keys, const Secret<std::string>& code) {
  return KeyedHash(*keys.pseudonym, "role code", code.Reveal());
}

// False: it was before.
bool Withdrawn(soci::session& sql, const std::string& id, const std::string& actor, TimePoint now) {
  if (Execute(sql,
              "UPDATE roles SET withdrawn_at = :now, code_hash = '' WHERE id = :id"
              " AND withdrawn_at = 0",
              now, id) == 0)
    return false;
  WriteAudit(sql, now, actor, "role_withdrawn", "-", id);
  return true;
}

// Whoever has the code: done already by the same inquiry, or now.
std::optional<Row> Taken(soci::session& sql, const Joining& joining, const std::string& hash,
                         TimePoint now) {
  std::vector<Row> rows = RowsWhere(sql, "WHERE joined_by = :id", joining.id);
  if (!rows.empty()) return rows.front();
  rows = RowsWhere(sql, "WHERE code_hash = :hash", hash);
  if (rows.empty() || rows.front().role.expires_at <= now) return std::nullopt;
  Row& row = rows.front();
  // Another phone, or staff who take it back, may come between the look and this.
  if (Execute(sql,
              "UPDATE roles SET code_hash = '', pseudonym = :phone, joined_by = :by,"
              " joined_at = :now WHERE id = :id AND code_hash = :hash AND expires_at > :at"
              " AND withdrawn_at = 0",
              joining.pseudonym, joining.id, now, row.role.id, hash, now) != 1)
    return std::nullopt;
  for (const Row& earlier : RowsWhere(sql, "WHERE pseudonym = :phone", joining.pseudonym))
    if (earlier.role.id != row.role.id) Withdrawn(sql, earlier.role.id, "tipline", now);
  WriteAudit(sql, now, "person", "role_joined", "-", row.role.id);
  row.role.pseudonym = joining.pseudonym;
  row.role.joined_at = now;
  return row;
}

}  // namespace

const char* RoleState(const VerifiedRole& role, TimePoint now) {
  if (role.withdrawn_at) return "withdrawn";
  if (role.joined_at) return "active";
  return role.expires_at <= now ? "expired" : "waiting";
}

Status VerifiedRoles::Add(const VerifiedRole& role, const Secret<std::string>& code,
                          const std::string& actor) {
  if (!keys_.pseudonym || !keys_.store) return Denied("needs the keys pseudonym and store");
  TRY_ASSIGN(const std::string sealed,
             SealColumn(keys_, "roles", role.id, "details", Details(role)));
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(sql,
            "INSERT INTO roles (id, role, country, details_sealed, code_hash, made_at, expires_at)"
            " VALUES (:id, :role, :country, :details, :code, :made, :expires)",
            role.id, role.role, role.country, sealed, CodeHashOf(keys_, code), role.made_at,
            role.expires_at);
    WriteAudit(sql, role.made_at, actor, "role_code_made", "-", role.id + " " + role.role);
    return Unit{};
  });
}

Result<std::optional<VerifiedRole>> VerifiedRoles::Join(const Joining& joining, TimePoint now) {
  if (!keys_.pseudonym || !keys_.store) return Denied("needs the keys pseudonym and store");
  const std::string hash = CodeHashOf(keys_, joining.code);
  TRY_ASSIGN(const bool locked, db_.Write([&](soci::session& sql) -> Result<bool> {
    return BeginTry(sql, {joining.id, hash, joining.pseudonym}, now);
  }));
  if (locked) return std::optional<VerifiedRole>();
  TRY_ASSIGN(const auto row, db_.Write([&](soci::session& sql) -> Result<std::optional<Row>> {
    auto taken = Taken(sql, joining, hash, now);
    if (taken) GoodTry(sql, joining.id);
    return taken;
  }));
  if (!row) return std::optional<VerifiedRole>();
  TRY_ASSIGN(VerifiedRole role, Opened(keys_, *row));
  return std::optional(std::move(role));
}

Result<VerifiedRole> VerifiedRoles::Withdraw(const std::string& id, const std::string& actor,
                                             TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<VerifiedRole> {
    if (!Withdrawn(sql, id, actor, now)) return NotFound("no such role");
    // After it: a phone that just joined must lose its mark.
    const std::vector<Row> rows = RowsWhere(sql, "WHERE id = :id", id);
    if (rows.empty()) return Internal("a role vanished while it was withdrawn");
    return rows.front().role;
  });
}

Result<std::vector<VerifiedRole>> VerifiedRoles::List() {
  TRY_ASSIGN(const auto rows, db_.Read([&](soci::session& sql) -> Result<std::vector<Row>> {
    return RowsWhere(sql, "", "");
  }));
  std::vector<VerifiedRole> out;
  for (const Row& row : rows) {
    auto opened = Opened(keys_, row);
    out.push_back(opened ? *std::move(opened) : row.role);
  }
  return out;
}

Result<std::optional<VerifiedRole>> VerifiedRoles::OfPhone(const std::string& pseudonym) {
  if (pseudonym.empty()) return std::optional<VerifiedRole>();
  TRY_ASSIGN(const auto rows, db_.Read([&](soci::session& sql) -> Result<std::vector<Row>> {
    return RowsWhere(sql, "WHERE pseudonym = :phone", pseudonym);
  }));
  for (const Row& row : rows) {
    if (row.role.withdrawn_at) continue;
    TRY_ASSIGN(VerifiedRole role, Opened(keys_, row));
    return std::optional(std::move(role));
  }
  return std::optional<VerifiedRole>();
}

}  // namespace tipline::store
