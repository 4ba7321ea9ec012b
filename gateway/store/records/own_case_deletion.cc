// Deletion that a person asked for.
#include "gateway/store/records/calling_rows.h"
#include "gateway/store/records/case_rows.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/contact_rows.h"
#include "gateway/store/records/erase_words.h"
#include "gateway/store/records/own_case_rows.h"
#include "gateway/store/records/safe_contact_rows.h"

namespace tipline::store {
namespace {

void ForgetContact(soci::session& sql, const Case& item) {
  LockContact(sql, item.pseudonym);
  Execute(sql,
          "DELETE FROM contacts WHERE pseudonym = :pseudonym AND NOT EXISTS (SELECT 1 FROM cases"
          " WHERE cases.pseudonym = contacts.pseudonym AND cases.id <> :id AND cases.closed_at = 0"
          " AND (cases.about <> 'missed_call' OR cases.wants_callback = 1 OR cases.may_text = 1))",
          item.pseudonym, item.id);
}

// Nobody works on it, and nothing in it is urgent or of a child: who asks may not be who wrote.
bool IsFree(soci::session& sql, const Case& item) {
  long long held = 0;
  const bool served =
      One(sql, "SELECT 1 FROM referrals WHERE case_id = :id AND status = 'accepted' LIMIT 1",
          std::tie(held), item.id);
  return !served && item.assigned_to.empty() && item.priority > Priority::kP1 && !item.child;
}

}  // namespace

Result<bool> OwnCases::AskDeletion(const Wish& wish, bool hold, const std::string& note) {
  if (!keys_.case_public) return Denied("needs the case key");
  TRY_ASSIGN(const std::string sealed, SealColumn(keys_, "messages", wish.id, "text", note));
  return db_.Write([&](soci::session& sql) -> Result<bool> {
    auto live = LoadCase(sql, wish.case_id);
    if (!live) return NotFound("no such case");
    long long erased = 0;
    if (!InsertNote(sql, wish, sealed)) {
      One(sql, "SELECT erased_at FROM case_wishes WHERE case_id = :id", std::tie(erased),
          wish.case_id);
      return erased != 0;
    }
    WithdrawContact(sql, "", wish.case_id, wish.actor, wish.now);
    SetWish(sql, wish, "withdrawn_at");
    SetWish(sql, wish, "deletion_asked_at");
    live->item.wants_callback = false;
    if (!hold) EndCalls(sql, keys_, live->item, {wish.actor, wish.now, wish.now});
    WriteAudit(sql, wish.now, wish.actor, "deletion_asked", wish.case_id, hold ? "held" : "");
    if (!hold) ForgetContact(sql, live->item);
    const bool now = !hold && IsFree(sql, live->item);
    if (now) {
      TRY(WithdrawOffers(sql, wish.case_id, "", wish.actor, wish.now));
      EraseWords(sql, keys_, live->item);
      SetWish(sql, wish, "erased_at");
      WriteAudit(sql, wish.now, wish.actor, "erased", wish.case_id, "");
    }
    if (!IsClosed(live->item.status)) live->needs_person = true;
    TRY(SaveCase(sql, *live, wish.now));
    return now;
  });
}

Status OwnCases::Erase(const Wish& wish) {
  if (!keys_.case_public) return Denied("needs the case key");
  return db_.Write([&](soci::session& sql) -> Status {
    auto live = LoadCase(sql, wish.case_id);
    if (!live) return NotFound("no such case");
    // First, so that a tip that is being taken in for it waits, and none is left out.
    TRY(SaveCase(sql, *live, wish.now));
    EraseWords(sql, keys_, live->item);
    ForgetContact(sql, live->item);
    SetWish(sql, wish, "erased_at");
    WriteAudit(sql, wish.now, wish.actor, "erased", wish.case_id, "");
    return Unit{};
  });
}

}  // namespace tipline::store
