// Who is told when a traveller is late.
#include "gateway/base/log.h"
#include "gateway/store/records/checkins.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

struct Row {
  CheckinContact contact;
  std::string sealed;
};

constexpr const char* kSelect =
    "SELECT id, traveller_id, pseudonym, place, state, told, asked_at, expires_at, details_sealed"
    " FROM checkin_contacts ";

template <typename T>
std::vector<Row> Rows(soci::session& sql, const std::string& where, T value) {
  std::vector<Row> rows;
  Row row;
  CheckinContact& c = row.contact;
  long long place = 0, told = 0, asked = 0, expires = 0;
  auto cell = Cell(value);
  Query query(sql, kSelect + where);
  query.Into(c.id).Into(c.traveller_id).Into(c.pseudonym).Into(place).Into(c.state).Into(told);
  query.Into(asked).Into(expires).Into(row.sealed).Use(cell);
  while (query.Next()) {
    c.place = static_cast<int>(place);
    c.told = static_cast<int>(told);
    c.asked_at = FromMillis(asked);
    c.expires_at = TimeCell(expires);
    rows.push_back(row);
  }
  return rows;
}

Result<std::vector<CheckinContact>> Opened(const KeyRing& keys, std::vector<Row> rows) {
  std::vector<CheckinContact> contacts;
  for (Row& row : rows) {
    auto number = OpenColumn(keys, "checkin_contacts", row.contact.id, "details", row.sealed);
    if (!number && !keys.store) return number.error();
    if (!number) {  // the others are told all the same
      LogError("contact_does_not_open", number.error(), {{"contact", row.contact.id}});
      continue;
    }
    row.contact.number = Secret(*std::move(number));
    contacts.push_back(std::move(row.contact));
  }
  return contacts;
}

}  // namespace

Result<std::vector<CheckinContact>> Checkins::Contacts(const std::string& traveller_id) {
  TRY_ASSIGN(auto rows, db_.Read([&](soci::session& sql) -> Result<std::vector<Row>> {
    return Rows(sql, "WHERE traveller_id = :id ORDER BY place, id", traveller_id);
  }));
  return Opened(keys_, std::move(rows));
}

Result<std::vector<CheckinContact>> Checkins::OfPhone(const std::string& pseudonym) {
  TRY_ASSIGN(auto rows, db_.Read([&](soci::session& sql) -> Result<std::vector<Row>> {
    return Rows(sql, "WHERE pseudonym = :pseudonym ORDER BY id", pseudonym);
  }));
  return Opened(keys_, std::move(rows));
}

Result<CheckinContact> Checkins::Contact(const std::string& id) {
  TRY_ASSIGN(auto rows, db_.Read([&](soci::session& sql) -> Result<std::vector<Row>> {
    return Rows(sql, "WHERE id = :id", id);
  }));
  TRY_ASSIGN(auto contacts, Opened(keys_, std::move(rows)));
  if (contacts.empty()) return NotFound("no such contact");
  return std::move(contacts.front());
}

Result<std::vector<CheckinContact>> Checkins::Expired(TimePoint now) {
  TRY_ASSIGN(auto rows, db_.Read([&](soci::session& sql) -> Result<std::vector<Row>> {
    return Rows(sql, "WHERE state <> 'active' AND expires_at <= :now ORDER BY id LIMIT 500", now);
  }));
  return Opened(keys_, std::move(rows));
}

Status Checkins::AddContact(const CheckinContact& c) {
  TRY_ASSIGN(const std::string sealed,
             SealColumn(keys_, "checkin_contacts", c.id, "details", c.number.Reveal()));
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(sql,
            "INSERT INTO checkin_contacts (id, traveller_id, pseudonym, place, state, told,"
            " asked_at, expires_at, details_sealed) VALUES (:id, :traveller, :pseudonym, :place,"
            " :state, 0, :asked, :expires, :details)",
            c.id, c.traveller_id, c.pseudonym, c.place, c.state, c.asked_at, c.expires_at, sealed);
    return Unit{};
  });
}

Status Checkins::ChangeContact(const CheckinContact& c) {
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(sql,
            "UPDATE checkin_contacts SET state = :state, told = :told, asked_at = :asked,"
            " expires_at = :expires WHERE id = :id",
            c.state, c.told, c.asked_at, c.expires_at, c.id);
    return Unit{};
  });
}

Status Checkins::DropContact(const std::string& id, const std::string& declined, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(sql, "DELETE FROM checkin_contacts WHERE id = :id", id);
    if (!declined.empty())
      Execute(sql,
              "INSERT INTO checkin_declined (hash, at) VALUES (:hash, :at)"
              " ON CONFLICT (hash) DO NOTHING",
              declined, now);
    return Unit{};
  });
}

Result<bool> Checkins::HasDeclined(const std::string& hash) {
  return db_.Read([&](soci::session& sql) -> Result<bool> {
    long long found = 0;
    return One(sql, "SELECT 1 FROM checkin_declined WHERE hash = :hash", std::tie(found), hash);
  });
}

}  // namespace tipline::store
