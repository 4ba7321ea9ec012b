// Deletion that a person asked for. Rows of `tips` stay, emptied: the books count them
// (gateway/store/reconcile.h), and the coded facts hold nobody's words.
#include "flows/model/tip.h"
#include "gateway/store/records/case_rows.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/contact_rows.h"
#include "gateway/store/records/own_case_rows.h"
#include "gateway/store/records/safe_contact_rows.h"

namespace tipline::store {
namespace {

struct TipRow {
  std::string id, kind, channel;
  long long received_at = 0;
};

std::vector<TipRow> TipsOf(soci::session& sql, const std::string& case_id) {
  std::vector<TipRow> rows;
  TipRow row;
  std::string bound = case_id;
  Query query(sql, "SELECT id, kind, channel, received_at FROM tips WHERE case_id = :id");
  query.Into(row.id).Into(row.kind).Into(row.channel).Into(row.received_at).Use(bound);
  while (query.Next())
    rows.push_back(row);
  return rows;
}

void EraseWords(soci::session& sql, const KeyRing& keys, const Case& item) {
  for (const TipRow& row : TipsOf(sql, item.id)) {
    Tip empty;
    empty.id = row.id;
    empty.channel = row.channel;
    empty.medium = item.medium;
    empty.received_at = FromMillis(row.received_at);
    Execute(sql,
            "UPDATE tips SET box_sealed = :box, assessment_sealed = '', pseudonym = ''"
            " WHERE id = :id",
            SealToCase(keys, EncodeTip(empty)), row.id);
  }
  Execute(sql, "UPDATE messages SET text_sealed = '' WHERE case_id = :id", item.id);
  // What went out keeps its row for the bill and the record of delivery, not its words.
  Execute(sql,
          "UPDATE outbound SET box_sealed = '' WHERE case_id = :id"
          " AND state NOT IN ('queued', 'sending', 'held')",
          item.id);
  for (const char* table : {"case_access", "case_tickets"})
    Execute(sql, std::string("DELETE FROM ") + table + " WHERE case_id = :id", item.id);
  // Nobody is written to; the withdrawal stays without what was said before it.
  Execute(sql, "UPDATE safe_contacts SET details_sealed = '' WHERE case_id = :id", item.id);
}

void ForgetContact(soci::session& sql, const Case& item) {
  LockContact(sql, item.pseudonym);
  Execute(
      sql,
      "DELETE FROM contacts WHERE pseudonym = :pseudonym AND NOT EXISTS (SELECT 1 FROM cases"
      " WHERE cases.pseudonym = contacts.pseudonym AND cases.id <> :id AND cases.closed_at = 0)",
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
