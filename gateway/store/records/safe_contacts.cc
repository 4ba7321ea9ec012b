#include "gateway/store/records/safe_contacts.h"

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/base/zone.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"
#include "gateway/store/records/safe_contact_rows.h"

namespace tipline::store {
namespace {

using Json = nlohmann::json;

std::string Name(const std::string& pseudonym, const std::string& case_id) {
  return pseudonym.empty() ? "case " + case_id : "person " + pseudonym;
}

std::string Details(const flows::SafeContact& contact) {
  return DumpJson(Json{{"channel", contact.channel},
                       {"from_minute", contact.hours.from_minute},
                       {"to_minute", contact.hours.to_minute},
                       {"weekdays", contact.hours.weekdays},
                       {"time_zone", contact.time_zone},
                       {"cover", contact.cover},
                       {"note", contact.note.Reveal()},
                       {"waits", contact.waits},
                       {"port_from", contact.port_from ? ToMillis(*contact.port_from) : 0}});
}

bool ReadDetails(const std::string& plain, flows::SafeContact& contact) {
  const auto json = ParseJson(plain, JsonLimits{});
  if (!json || !json->is_object()) return false;
  const auto text = [&](const char* name) {
    const auto found = json->find(name);
    return found != json->end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto number = [&](const Json& value) {
    return value.is_number_integer() ? value.get<int>() : -1;
  };
  contact.channel = text("channel");
  contact.time_zone = text("time_zone");
  contact.cover = text("cover");
  contact.note = Secret(text("note"));
  contact.hours.from_minute = number(json->value("from_minute", Json()));
  contact.hours.to_minute = number(json->value("to_minute", Json()));
  // Not in what earlier releases wrote.
  contact.waits = json->value("waits", Json()) == Json(true);
  const Json port = json->value("port_from", Json());
  contact.port_from = TimeCell(port.is_number_integer() ? port.get<int64_t>() : 0);
  const Json days = json->value("weekdays", Json::array());
  if (!days.is_array()) return false;
  for (const Json& day : days)
    contact.hours.weekdays.push_back(number(day));
  return contact.hours.from_minute >= 0 && contact.hours.to_minute >= 0 &&
         IsZone(contact.time_zone);
}

struct Row {
  flows::SafeContact contact;
  std::string sealed;
};

std::optional<Row> Read(soci::session& sql, const std::string& pseudonym,
                        const std::string& case_id) {
  Row row;
  long long may_write = 0, valid_until = 0, withdrawn_at = 0, updated_at = 0;
  if (!One(
          sql,
          Kept{"SELECT may_write, details_sealed, valid_until, withdrawn_at, updated_at, updated_by"
               " FROM safe_contacts WHERE pseudonym = :pseudonym AND case_id = :case_id"},
          std::tie(may_write, row.sealed, valid_until, withdrawn_at, updated_at,
                   row.contact.updated_by),
          pseudonym, case_id))
    return std::nullopt;
  row.contact.pseudonym = pseudonym;
  row.contact.case_id = case_id;
  row.contact.may_write = may_write != 0;
  row.contact.valid_until = TimeCell(valid_until);
  row.contact.withdrawn_at = TimeCell(withdrawn_at);
  row.contact.updated_at = FromMillis(updated_at);
  return row;
}

}  // namespace

Result<std::string> SealDetails(const KeyRing& keys, const flows::SafeContact& contact) {
  if (contact.pseudonym.empty() == contact.case_id.empty())
    return Invalid("a safe contact is of a person or of a case");
  if (!IsZone(contact.time_zone)) return Invalid("time_zone; allowed: an IANA time zone");
  return SealColumn(keys, "safe_contacts", Name(contact.pseudonym, contact.case_id), "details",
                    Details(contact));
}

void KeepContactChoice(soci::session& sql, const flows::SafeContact& contact,
                       const std::string& sealed) {
  const std::string only = contact.updated_by == kAtIntake
                               ? std::string(" WHERE safe_contacts.updated_by = '") + kAtIntake +
                                     "' AND safe_contacts.withdrawn_at = 0"
                               : std::string();
  const long long kept = Execute(
      sql,
      "INSERT INTO safe_contacts (pseudonym, case_id, may_write, details_sealed, valid_until,"
      " withdrawn_at, updated_at, updated_by) VALUES (:pseudonym, :case_id, :may_write,"
      " :details, :valid_until, :withdrawn_at, :updated_at, :updated_by)"
      " ON CONFLICT (pseudonym, case_id) DO UPDATE SET may_write = excluded.may_write,"
      " details_sealed = excluded.details_sealed, valid_until = excluded.valid_until,"
      " withdrawn_at = CASE WHEN excluded.may_write = 0 AND safe_contacts.withdrawn_at > 0"
      " THEN safe_contacts.withdrawn_at ELSE excluded.withdrawn_at END,"
      " updated_at = excluded.updated_at, updated_by = excluded.updated_by" +
          only,
      contact.pseudonym, contact.case_id, contact.may_write, sealed, contact.valid_until,
      contact.withdrawn_at, contact.updated_at, WithoutNul(contact.updated_by));
  if (kept > 0)
    WriteAudit(sql, contact.updated_at, contact.updated_by, "safe_contact", contact.case_id,
               contact.may_write ? "may_write" : "may_not_write");
}

void WithdrawContact(soci::session& sql, const std::string& pseudonym, const std::string& case_id,
                     const std::string& updated_by, TimePoint now) {
  Execute(sql,
          "INSERT INTO safe_contacts (pseudonym, case_id, may_write, details_sealed, valid_until,"
          " withdrawn_at, updated_at, updated_by) VALUES (:pseudonym, :case_id, 0, '', 0,"
          " :withdrawn_at, :updated_at, :updated_by)"
          " ON CONFLICT (pseudonym, case_id) DO UPDATE SET may_write = 0,"
          " withdrawn_at = excluded.withdrawn_at, updated_at = excluded.updated_at,"
          " updated_by = excluded.updated_by",
          pseudonym, case_id, now, now, WithoutNul(updated_by));
  WriteAudit(sql, now, updated_by, "safe_contact", case_id, "withdrawn");
}

Status SafeContacts::Keep(const flows::SafeContact& contact) {
  TRY_ASSIGN(const std::string sealed, SealDetails(keys_, contact));
  return db_.Write([&](soci::session& sql) -> Status {
    KeepContactChoice(sql, contact, sealed);
    return Unit{};
  });
}

Status SafeContacts::Withdraw(const std::string& pseudonym, const std::string& case_id,
                              const std::string& updated_by, TimePoint now) {
  if (pseudonym.empty() == case_id.empty())
    return Invalid("a safe contact is of a person or of a case");
  return db_.Write([&](soci::session& sql) -> Status {
    WithdrawContact(sql, pseudonym, case_id, updated_by, now);
    return Unit{};
  });
}

Result<std::vector<flows::SafeContact>> SafeContacts::Find(const std::string& pseudonym,
                                                           const std::string& case_id) {
  TRY_ASSIGN(std::vector<Row> rows, db_.Read([&](soci::session& sql) -> Result<std::vector<Row>> {
    std::vector<Row> found;
    if (!case_id.empty())
      if (auto row = Read(sql, "", case_id)) found.push_back(*std::move(row));
    if (!pseudonym.empty())
      if (auto row = Read(sql, pseudonym, "")) found.push_back(*std::move(row));
    return found;
  }));
  std::vector<flows::SafeContact> contacts;
  for (Row& row : rows) {
    flows::SafeContact& contact = row.contact;
    const auto plain = OpenColumn(keys_, "safe_contacts", Name(contact.pseudonym, contact.case_id),
                                  "details", row.sealed);
    // Withdrawn before anything was said: there is nothing to open.
    const bool readable = row.sealed.empty() || (plain && ReadDetails(*plain, contact));
    if (!readable) contact.may_write = false;
    contacts.push_back(std::move(contact));
  }
  return contacts;
}

Result<std::optional<TimePoint>> SafeContacts::HeardAt(const std::string& pseudonym,
                                                       const std::string& case_id) {
  return db_.Read([&](soci::session& sql) -> Result<std::optional<TimePoint>> {
    long long at = 0;
    if (case_id.empty())
      One(sql, Kept{"SELECT COALESCE(MAX(received_at), 0) FROM tips WHERE pseudonym = :pseudonym"},
          std::tie(at), pseudonym);
    else
      One(sql,
          Kept{"SELECT COALESCE(MAX(received_at), 0) FROM tips WHERE case_id = :case_id"
               " AND pseudonym = :pseudonym"},
          std::tie(at), case_id, pseudonym);
    return TimeCell(at);
  });
}

Result<std::optional<TimePoint>> SafeContacts::OpenedAt(const std::string& case_id) {
  return db_.Read([&](soci::session& sql) -> Result<std::optional<TimePoint>> {
    long long at = 0;
    One(sql, Kept{"SELECT COALESCE(MAX(used_at), 0) FROM case_tickets WHERE case_id = :case_id"},
        std::tie(at), case_id);
    return TimeCell(at);
  });
}

}  // namespace tipline::store
