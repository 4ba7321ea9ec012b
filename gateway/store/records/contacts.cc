#include "gateway/store/records/contacts.h"

#include "gateway/store/records/columns.h"
#include "gateway/store/records/contact_rows.h"

namespace tipline::store {

Status ContactVault::Keep(const std::string& pseudonym, const Secret<std::string>& number,
                          TimePoint now) {
  if (pseudonym.empty() || number.empty())
    return Invalid("a contact needs a pseudonym and a number");
  TRY_ASSIGN(const std::string sealed,
             SealColumn(keys_, "contacts", pseudonym, "number", number.Reveal()));
  return db_.Write([&](soci::session& sql) -> Status {
    KeepContact(sql, pseudonym, sealed, now);
    return Unit{};
  });
}

Result<Secret<std::string>> ContactVault::Number(const std::string& pseudonym,
                                                 const std::string& case_id,
                                                 const std::string& reader, TimePoint now) {
  TRY_ASSIGN(const std::string sealed, db_.Write([&](soci::session& sql) -> Result<std::string> {
    std::string found;
    if (!One(sql, "SELECT number_sealed FROM contacts WHERE pseudonym = :pseudonym",
             std::tie(found), pseudonym))
      return NotFound("no number is kept for this contact");
    Execute(sql, "UPDATE contacts SET last_needed_at = :now WHERE pseudonym = :pseudonym", now,
            pseudonym);
    WriteAudit(sql, now, reader, "number_read", case_id, "");
    return found;
  }));
  TRY_ASSIGN(std::string plain, OpenColumn(keys_, "contacts", pseudonym, "number", sealed));
  return Secret(std::move(plain));
}

Result<bool> ContactVault::Has(const std::string& pseudonym) {
  return db_.Read([&](soci::session& sql) -> Result<bool> {
    long long found = 0;
    return One(sql, "SELECT 1 FROM contacts WHERE pseudonym = :pseudonym", std::tie(found),
               pseudonym);
  });
}

Status ContactVault::Forget(const std::string& pseudonym) {
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(sql, "DELETE FROM contacts WHERE pseudonym = :pseudonym", pseudonym);
    return Unit{};
  });
}

}  // namespace tipline::store
