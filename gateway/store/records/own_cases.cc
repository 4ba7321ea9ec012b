#include "gateway/store/records/own_cases.h"

#include <sstream>
#include <tuple>

#include "gateway/store/records/calling_rows.h"
#include "gateway/store/records/case_rows.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/contact_rows.h"
#include "gateway/store/records/own_case_rows.h"
#include "gateway/store/records/safe_contact_rows.h"

namespace tipline::store {
namespace {

struct Sealed {
  std::string id, text;
};

std::vector<Sealed> UnreadOf(soci::session& sql, const std::string& case_id) {
  std::vector<Sealed> rows;
  Sealed row;
  std::string bound = case_id;
  Query query(sql,
              "SELECT id, text_sealed FROM messages WHERE case_id = :id AND direction = 'out'"
              " AND read_at = 0 ORDER BY at, id");
  query.Into(row.id).Into(row.text).Use(bound);
  while (query.Next())
    rows.push_back(row);
  return rows;
}

std::vector<std::string> ToldOf(soci::session& sql, const std::string& case_id) {
  std::vector<std::string> told;
  std::string what;
  std::string bound = case_id;
  Query query(sql, "SELECT what FROM case_told WHERE case_id = :id ORDER BY at");
  query.Into(what).Use(bound);
  while (query.Next())
    told.push_back(what);
  return told;
}

}  // namespace

Result<OwnCase> OwnCases::View(const std::string& case_id) {
  OwnCase view;
  std::vector<Sealed> sealed;
  TRY(db_.Read([&](soci::session& sql) -> Status {
    const auto live = LoadCase(sql, case_id);
    if (!live) return NotFound("no such case");
    view.item = live->item;
    One(sql, "SELECT conversation FROM cases WHERE id = :id", std::tie(view.conversation), case_id);
    sealed = UnreadOf(sql, case_id);
    return Unit{};
  }));
  for (const Sealed& one : sealed) {
    auto plain = OpenColumn(keys_, "messages", one.id, "text", one.text);
    if (plain) view.unread.push_back({one.id, Secret<std::string>(*std::move(plain))});
  }
  return view;
}

Status OwnCases::MarkRead(const std::string& case_id, const std::string& ids, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Status {
    long long read = 0;
    for (std::istringstream in(ids); !in.eof();) {
      std::string id;
      in >> id;
      if (id.empty()) continue;
      read += Execute(sql,
                      "UPDATE messages SET read_at = :now WHERE id = :id AND case_id = :case_id"
                      " AND direction = 'out' AND read_at = 0",
                      now, id, case_id);
    }
    if (read > 0) WriteAudit(sql, now, "person", "messages_read", case_id, std::to_string(read));
    return Unit{};
  });
}

Result<Wishes> OwnCases::WishesOf(const std::string& case_id) {
  return db_.Read([&](soci::session& sql) -> Result<Wishes> {
    Wishes wishes;
    long long withdrawn = 0, asked = 0, erased = 0;
    One(sql,
        "SELECT withdrawn_at, deletion_asked_at, erased_at FROM case_wishes WHERE case_id = :id",
        std::tie(withdrawn, asked, erased), case_id);
    wishes.withdrawn_at = TimeCell(withdrawn);
    wishes.deletion_asked_at = TimeCell(asked);
    wishes.erased_at = TimeCell(erased);
    wishes.told = ToldOf(sql, case_id);
    return wishes;
  });
}

Status OwnCases::Choose(const flows::SafeContact& contact, const std::optional<Phone>& phone) {
  TRY_ASSIGN(const std::string details, SealDetails(keys_, contact));
  std::string number;
  if (phone) {
    TRY_ASSIGN(number,
               SealColumn(keys_, "contacts", phone->pseudonym, "number", phone->number.Reveal()));
  }
  return db_.Write([&](soci::session& sql) -> Status {
    // What it says is words of the case: forgotten with them, and not at this moment.
    Execute(sql,
            "UPDATE cases SET words_kept = 1, updated_at = :now, revision = revision + 1"
            " WHERE id = :id",
            contact.updated_at, contact.case_id);
    KeepContactChoice(sql, contact, details);
    // A yes, said anew, ends a withdrawal before it. A no does not. It is a yes to texts: who took
    // back a call asks for it anew.
    if (contact.may_write)
      Execute(sql, "UPDATE case_wishes SET withdrawn_at = 0 WHERE case_id = :id", contact.case_id);
    if (!phone) return Unit{};
    std::string before;
    One(sql, "SELECT pseudonym FROM cases WHERE id = :id", std::tie(before), contact.case_id);
    KeepContact(sql, phone->pseudonym, number, contact.updated_at);
    const long long moved =
        Execute(sql,
                "UPDATE cases SET pseudonym = :new, channel = :channel, medium = :medium,"
                " revision = revision + 1 WHERE id = :id AND pseudonym <> :old",
                phone->pseudonym, phone->channel, MediumName(phone->medium), contact.case_id,
                phone->pseudonym);
    if (moved == 0) return Unit{};
    WriteAudit(sql, contact.updated_at, contact.updated_by, "contact_moved", contact.case_id, "");
    // Nobody needs the number of the phone that was left.
    LockContact(sql, before);
    Execute(sql,
            "DELETE FROM contacts WHERE pseudonym = :before AND NOT EXISTS (SELECT 1 FROM cases"
            " WHERE cases.pseudonym = contacts.pseudonym AND cases.closed_at = 0)",
            before);
    return Unit{};
  });
}

Result<std::vector<Referral>> OwnCases::Withdraw(const Wish& wish, bool offers,
                                                 const std::string& note) {
  TRY_ASSIGN(const std::string sealed, SealColumn(keys_, "messages", wish.id, "text", note));
  return db_.Write([&](soci::session& sql) -> Result<std::vector<Referral>> {
    auto live = LoadCase(sql, wish.case_id);
    if (!live) return NotFound("no such case");
    if (InsertNote(sql, wish, sealed)) {
      WithdrawContact(sql, "", wish.case_id, wish.actor, wish.now);
      SetWish(sql, wish, "withdrawn_at");
      live->item.wants_callback = false;
      // Under duress it may be somebody else's wish: only this case, where the help goes on.
      if (offers) EndCalls(sql, keys_, live->item, {wish.actor, wish.now, wish.now});
      if (offers) TRY(WithdrawOffers(sql, wish.case_id, "", wish.actor, wish.now));
      if (offers && !IsClosed(live->item.status)) live->needs_person = true;
      TRY(SaveCase(sql, *live, wish.now));
    }
    return LoadReferrals(sql, "WHERE referrals.case_id = :a AND referrals.status = 'accepted'",
                         wish.case_id);
  });
}

Status OwnCases::Tell(const Wish& wish, const std::string& what) {
  if (what != "received" && what != "passed_on" && what != "closed")
    return Invalid("what to tell; allowed: received, passed_on, closed");
  return db_.Write([&](soci::session& sql) -> Status {
    if (Execute(sql,
                "INSERT INTO case_told (case_id, what, at, told_by) VALUES (:id, :what, :at, :by)"
                " ON CONFLICT (case_id, what) DO NOTHING",
                wish.case_id, what, wish.now, wish.actor) == 0)
      return Conflict("the person was told that before");
    WriteAudit(sql, wish.now, wish.actor, "told", wish.case_id, what);
    return Unit{};
  });
}

}  // namespace tipline::store
