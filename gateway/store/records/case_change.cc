// What staff do to a case: every change is compare-and-set by revision and leaves a line in the
// audit trail. Tests: tests/gateway/store/records/cases_test.cc
#include <functional>

#include "flows/cases/disposition.h"
#include "flows/cases/lifecycle.h"
#include "gateway/base/ids.h"
#include "gateway/store/records/case_rows.h"
#include "gateway/store/records/cases.h"
#include "gateway/store/records/columns.h"

namespace tipline::store {
namespace {

struct Line {
  std::string action;
  std::string detail;
};

using Kind = flows::Change::Kind;
using Step = std::function<Result<Line>(soci::session& sql, LiveCase& live)>;

// Loads, checks the revision that the actor saw, changes, saves, writes the audit line: one
// transaction.
Result<LiveCase> Apply(soci::session& sql, const Change& change, const Step& step) {
  auto live = LoadCaseBy(sql, change.case_id);
  if (!live) return NotFound("no such case");
  if (change.revision != 0 && live->item.revision != change.revision)
    return Conflict("the case was changed meanwhile");
  TRY_ASSIGN(const Line line, step(sql, *live));
  TRY(SaveCase(sql, *live, change.now));
  WriteAudit(sql, change.now, change.actor, line.action, live->item.id, line.detail);
  return *std::move(live);
}

Result<Case> Modify(Database& db, const Change& change, const Step& step) {
  return db.Write([&](soci::session& sql) -> Result<Case> {
    TRY_ASSIGN(const LiveCase live, Apply(sql, change, step));
    return live.item;
  });
}

// The lifecycle decides (flows/cases); the row's revision is raised by SaveCase, not here.
Status Decide(const Change& change, flows::Change::Kind kind, const std::string& value,
              const std::string& reason, Case& item) {
  const int64_t seen = item.revision;
  TRY_ASSIGN(item,
             flows::Apply(item, {kind, value, reason}, {change.actor, change.role}, change.now));
  item.revision = seen;
  return Unit{};
}

void InsertMessage(soci::session& sql, const std::string& id, const std::string& case_id,
                   const std::string& direction, const std::string& author,
                   const std::string& sealed, TimePoint now) {
  Execute(sql,
          "INSERT INTO messages (id, case_id, direction, author, at, text_sealed)"
          " VALUES (:id, :case_id, :direction, :author, :at, :text)",
          id, case_id, direction, WithoutNul(author), now, sealed);
}

}  // namespace

Result<Case> CaseRecords::Claim(const Change& change) {
  return Modify(db_, change, [&](soci::session&, LiveCase& live) -> Result<Line> {
    if (!live.item.assigned_to.empty() && live.item.assigned_to != change.actor)
      return Conflict("somebody else has this case");
    TRY(Decide(change, Kind::kAssign, change.actor, "", live.item));
    return Line{"claimed", ""};
  });
}

Result<Case> CaseRecords::Assign(const Change& change, const std::string& user) {
  return Modify(db_, change, [&](soci::session&, LiveCase& live) -> Result<Line> {
    TRY(Decide(change, Kind::kAssign, user, "", live.item));
    return Line{user.empty() ? "unassigned" : "assigned", user};
  });
}

Result<Case> CaseRecords::Close(const Change& change, const std::string& code,
                                const Secret<std::string>& note) {
  TRY(flows::CheckClosureCode(code));
  const std::string id = NewUlid(change.now);
  TRY_ASSIGN(const std::string sealed, SealColumn(keys_, "messages", id, "text", note.Reveal()));
  return Modify(db_, change, [&](soci::session& sql, LiveCase& live) -> Result<Line> {
    if (IsClosed(live.item.status)) return Conflict("the case is closed already");
    TRY(Decide(change, Kind::kClose, code, "", live.item));
    if (const std::string says = flows::DispositionOfClosure(code); !says.empty())
      live.item.disposition = says;
    live.needs_person = false;
    TRY(WithdrawOffers(sql, live.item.id, "", change.actor, change.now));
    if (!sealed.empty())
      InsertMessage(sql, id, live.item.id, "note", change.actor, sealed, change.now);
    return Line{"closed", code};
  });
}

Result<Case> CaseRecords::Dispose(const Change& change, const std::string& disposition) {
  TRY(flows::CheckDisposition(disposition));
  return Modify(db_, change, [&](soci::session&, LiveCase& live) -> Result<Line> {
    live.item.disposition = disposition;
    return Line{"disposed", disposition};
  });
}

Result<Case> CaseRecords::AddMessage(const Change& change, const std::string& direction,
                                     const Secret<std::string>& text) {
  if (direction != "in" && direction != "out" && direction != "note")
    return Invalid("message direction: allowed: in, out, note");
  if (text.empty()) return Invalid("an empty message");
  const std::string id = NewUlid(change.now);
  TRY_ASSIGN(const std::string sealed, SealColumn(keys_, "messages", id, "text", text.Reveal()));
  return Modify(db_, change, [&](soci::session& sql, LiveCase& live) -> Result<Line> {
    InsertMessage(sql, id, live.item.id, direction, direction == "in" ? "" : change.actor, sealed,
                  change.now);
    return Line{direction == "note" ? "noted" : "message_" + direction, ""};
  });
}

Result<Answered> CaseRecords::Route(const Change& change, const Offer& offer) {
  return db_.Write([&](soci::session& sql) -> Result<Answered> {
    Answered out;
    TRY_ASSIGN(const LiveCase live,
               Apply(sql, change, [&](soci::session&, LiveCase& now) -> Result<Line> {
                 if (IsClosed(now.item.status)) return Denied("the case is closed");
                 TRY(WithdrawOffers(sql, now.item.id, "", change.actor, change.now));
                 out.referral = InsertOffer(sql, now.item, offer, change.now);
                 now.needs_person = false;
                 return Line{"routed", offer.responder_id};
               }));
    out.changed = true;
    out.item = live.item;
    out.offers = OpenOffersOf(sql, live.item.id);
    return out;
  });
}

}  // namespace tipline::store
