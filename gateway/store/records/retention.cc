#include "gateway/store/records/retention.h"

#include <algorithm>

#include "gateway/store/records/calling_rows.h"
#include "gateway/store/records/case_rows.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/contact_rows.h"
#include "gateway/store/records/contacts.h"
#include "gateway/store/records/erase_words.h"
#include "gateway/store/records/own_case_rows.h"

namespace tipline::store {
namespace {

constexpr const char* kActor = "tipline";

// As it was seen, and nobody is about to send something of it.
bool IsStill(soci::session& sql, const ClosedCase& seen) {
  long long busy = 0;
  if (!One(sql,
           "SELECT 1 FROM cases WHERE id = :id AND words_kept = 1 AND closed_at <> 0"
           " AND closed_at = :closed AND revision = :revision",
           std::tie(busy), seen.id, seen.closed_at, seen.revision))
    return false;
  return !One(sql,
              "SELECT 1 FROM outbound WHERE case_id = :id AND state IN ('queued', 'sending')"
              " LIMIT 1",
              std::tie(busy), seen.id);
}

// What waited for a moment at which it may go does not go any more.
void EndHeld(soci::session& sql, const std::string& case_id, TimePoint now) {
  Execute(sql,
          "UPDATE outbound SET state = 'expired', reason = 'forgotten', next_try_at = 0,"
          " updated_at = :now, box_sealed = '' WHERE case_id = :id AND state = 'held'",
          now, case_id);
}

// Beside the words: whom they came from, and what was said of reaching them.
void ErasePerson(soci::session& sql, const KeyRing& keys, const Case& item, TimePoint now) {
  Execute(sql, "UPDATE safe_contacts SET may_write = 0 WHERE case_id = :id", item.id);
  // Nobody will know any more that their other cases are not safe to call.
  if (item.closure_code == "unsafe_to_contact") {
    long long closed_at = 0;
    One(sql, "SELECT closed_at FROM cases WHERE id = :id", std::tie(closed_at), item.id);
    EndCalls(sql, keys, item, {"retention", now, FromMillis(closed_at), true});
  }
  Execute(sql, "UPDATE cases SET pseudonym = '', words_kept = 0 WHERE id = :id", item.id);
  if (item.pseudonym.empty()) return;
  LockContact(sql, item.pseudonym);
  Execute(sql,
          "DELETE FROM contacts WHERE pseudonym = :pseudonym AND NOT EXISTS"
          " (SELECT 1 FROM cases WHERE cases.pseudonym = contacts.pseudonym)",
          item.pseudonym);
}

}  // namespace

Result<std::vector<ClosedCase>> RetentionRecords::Closed(const ClosedCase& after,
                                                         TimePoint closed_before, int limit) {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<ClosedCase>> {
    std::vector<ClosedCase> out;
    ClosedCase one;
    long long closed_at = 0, since = 0, created_at = 0, heard_at = 0;
    long long from = ToMillis(after.closed_at), same = from, before = ToMillis(closed_before);
    long long count = limit, revision = 0;
    std::string id = after.id;
    Query query(sql, std::string("SELECT id, reference, status, place_code, closed_at,"
                                 " CASE WHEN EXISTS (SELECT 1 FROM case_wishes WHERE"
                                 " case_wishes.case_id = cases.id AND case_wishes.erased_at <> 0)"
                                 " THEN updated_at ELSE closed_at END AS since, created_at,"
                                 " (SELECT COALESCE(MAX(received_at), 0) FROM tips WHERE"
                                 " tips.case_id = cases.id) AS heard_at, revision FROM cases"
                                 " WHERE closed_at <> 0 AND words_kept = 1"
                                 " AND (closed_at > :from OR (closed_at = :same AND id > :id))"
                                 " AND closed_at < :before ORDER BY closed_at, id LIMIT :count"));
    query.Into(one.id).Into(one.reference).Into(one.status).Into(one.place_code).Into(closed_at);
    query.Into(since).Into(created_at).Into(heard_at).Into(revision);
    query.Use(from).Use(same).Use(id).Use(before).Use(count);
    while (query.Next()) {
      one.closed_at = FromMillis(closed_at);
      one.since = FromMillis(std::max({since, created_at, heard_at}));
      one.revision = revision;
      out.push_back(one);
    }
    return out;
  });
}

Result<bool> RetentionRecords::Forget(const ClosedCase& seen, TimePoint now) {
  if (!keys_.case_public) return Denied("needs the case key");
  return db_.Write([&](soci::session& sql) -> Result<bool> {
    auto live = LoadCase(sql, seen.id);
    if (!live || !IsStill(sql, seen)) return false;
    // First, so that a tip that is being taken in for it waits, and opens it again with its words.
    TRY(SaveCase(sql, *live, now));
    EndHeld(sql, seen.id, now);
    EraseWords(sql, keys_, live->item);
    ErasePerson(sql, keys_, live->item, now);
    SetWish(sql, {seen.id, "", kActor, now}, "erased_at");
    WriteAudit(sql, now, kActor, "forgotten", seen.id, "");
    return true;
  });
}

Result<int> RetentionRecords::CountAhead(TimePoint now) {
  return db_.Read([&](soci::session& sql) -> Result<int> {
    long long count = 0;
    One(sql,
        "SELECT COUNT(*) FROM cases WHERE closed_at <> 0 AND words_kept = 1 AND"
        " (closed_at > :closed OR created_at > :created OR EXISTS (SELECT 1 FROM tips WHERE"
        " tips.case_id = cases.id AND tips.received_at > :heard))",
        std::tie(count), now, now, now);
    return static_cast<int>(count);
  });
}

Result<int> RetentionRecords::CountNumbers(TimePoint needed_before) {
  return db_.Read(
      [&](soci::session& sql) -> Result<int> { return CountForgettable(sql, needed_before); });
}

Result<int> RetentionRecords::ForgetNumbers(TimePoint needed_before, int limit, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<int> {
    const int gone = ForgetContacts(sql, needed_before, limit);
    if (gone > 0) WriteAudit(sql, now, kActor, "numbers_forgotten", "-", std::to_string(gone));
    return gone;
  });
}

}  // namespace tipline::store
