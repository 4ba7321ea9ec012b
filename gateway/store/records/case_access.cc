#include "gateway/store/records/case_access.h"

#include <semaphore>
#include <vector>

#include "gateway/store/records/case_access_rows.h"
#include "gateway/store/records/tries.h"

namespace tipline::store {
namespace {

constexpr const char* kUnreadable = "unreadable";
constexpr int kSameCode = 3;  // cases of one code that are looked at; a second one is rare already

class HashSlot {
 public:
  HashSlot() { Slots().acquire(); }
  HashSlot(const HashSlot&) = delete;
  HashSlot& operator=(const HashSlot&) = delete;
  ~HashSlot() { Slots().release(); }

 private:
  static std::counting_semaphore<kHashesAtOnce>& Slots() {
    static std::counting_semaphore<kHashesAtOnce> slots(kHashesAtOnce);
    return slots;
  }
};

struct Row {
  std::string case_id, pin_sealed, pin_hash_sealed;
};

std::vector<Row> RowsOf(soci::session& sql, const std::string& code_hash) {
  std::vector<Row> rows;
  Row row;
  std::string code = code_hash;
  Query query(sql,
              "SELECT case_id, pin_sealed, pin_hash_sealed FROM case_access"
              " WHERE code_hash = :code ORDER BY kept_at DESC LIMIT " +
                  std::to_string(kSameCode));
  query.Into(row.case_id).Into(row.pin_sealed).Into(row.pin_hash_sealed).Use(code);
  while (query.Next())
    rows.push_back(row);
  return rows;
}

}  // namespace

// One hash for the first case of the code, or for none, so that both take the same time.
Result<std::optional<std::string>> CaseAccess::CaseOf(const std::string& code_hash,
                                                      const std::string& pin) {
  TRY_ASSIGN(std::vector<Row> rows, db_.Read([&](soci::session& sql) -> Result<std::vector<Row>> {
    return RowsOf(sql, code_hash);
  }));
  if (rows.empty()) rows.emplace_back();
  for (const Row& row : rows) {
    const HashSlot slot;
    const auto hash = OpenColumn(keys_, "case_access", code_hash, "pin_hash", row.pin_hash_sealed);
    if (hash && !hash->empty()) {
      if (VerifyPassword(*hash, pin)) return std::optional(row.case_id);
      continue;
    }
    TRY(HashPassword(pin));
    const auto plain = OpenColumn(keys_, "case_access", code_hash, "pin", row.pin_sealed);
    if (plain && !plain->empty() && ConstantTimeEqual(*plain, pin))
      return std::optional(row.case_id);
  }
  return std::optional<std::string>();
}

Result<std::optional<CaseAccess::Opened>> CaseAccess::Open(const Try& one, TimePoint now) {
  if (!keys_.pseudonym || !keys_.store) return Denied("needs the keys pseudonym and store");
  const std::string code_hash = CodeHash(keys_, one.code.Reveal());
  TRY_ASSIGN(const bool locked, db_.Write([&](soci::session& sql) -> Result<bool> {
    return BeginTry(sql, {one.id, code_hash, one.pseudonym}, now);
  }));
  TRY_ASSIGN(const auto found, CaseOf(code_hash, one.pin.Reveal()));
  if (locked || !found) return std::optional<Opened>();
  // The same for the same inquiry, and no one without the key can make it.
  const std::string ticket = KeyedHash(*keys_.store, "ticket", one.id);
  const std::string hash = KeyedHash(*keys_.pseudonym, "ticket", ticket);
  return db_.Write([&](soci::session& sql) -> Result<std::optional<Opened>> {
    GoodTry(sql, one.id);
    Execute(sql, "DELETE FROM case_tickets WHERE used_at < :before", now - kTicketLasts);
    Execute(sql,
            "INSERT INTO case_tickets (ticket_hash, case_id, conversation, made_at, used_at)"
            " VALUES (:ticket, :case_id, :conversation, :made_at, :used_at)"
            " ON CONFLICT (ticket_hash) DO NOTHING",
            hash, *found, one.conversation, now, now);
    WriteAudit(sql, now, "person", "came_back", *found, "");
    return std::optional(Opened{*found, Secret<std::string>(ticket)});
  });
}

Result<std::optional<Ticket>> CaseAccess::Use(const Secret<std::string>& ticket,
                                              const std::string& conversation, TimePoint now) {
  if (ticket.empty() || !keys_.pseudonym) return std::optional<Ticket>();
  const std::string hash = KeyedHash(*keys_.pseudonym, "ticket", ticket.Reveal());
  return db_.Write([&](soci::session& sql) -> Result<std::optional<Ticket>> {
    Ticket found;
    if (!One(sql,
             "SELECT case_id FROM case_tickets WHERE ticket_hash = :hash"
             " AND conversation = :conversation AND made_at > :made AND used_at > :used",
             std::tie(found.case_id), hash, conversation, now - kTicketLasts, now - kTicketIdle))
      return std::optional<Ticket>();
    Execute(sql, "UPDATE case_tickets SET used_at = :now WHERE ticket_hash = :hash", now, hash);
    return std::optional(found);
  });
}

Result<bool> CaseAccess::HashOne() {
  std::string code_hash, case_id, sealed;
  TRY_ASSIGN(const bool found, db_.Read([&](soci::session& sql) -> Result<bool> {
    return One(sql,
               "SELECT code_hash, case_id, pin_sealed FROM case_access WHERE pin_hash_sealed = ''"
               " ORDER BY kept_at LIMIT 1",
               std::tie(code_hash, case_id, sealed));
  }));
  if (!found) return false;
  // One that does not open must not stand before the others for ever.
  std::string hash_sealed = kUnreadable;
  if (const auto pin = OpenColumn(keys_, "case_access", code_hash, "pin", sealed)) {
    const HashSlot slot;
    TRY_ASSIGN(const std::string hash, HashPassword(*pin));
    TRY_ASSIGN(hash_sealed, SealColumn(keys_, "case_access", code_hash, "pin_hash", hash));
  } else if (pin.error().code == Code::kDenied) {
    return pin.error();
  }
  TRY(db_.Write([&](soci::session& sql) -> Status {
    Execute(sql,
            "UPDATE case_access SET pin_hash_sealed = :hash, pin_sealed = ''"
            " WHERE code_hash = :code AND case_id = :case_id",
            hash_sealed, code_hash, case_id);
    return Unit{};
  }));
  return true;
}

}  // namespace tipline::store
