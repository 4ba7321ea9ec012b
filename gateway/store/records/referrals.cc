// Offers to responders and their answers. Tests: tests/gateway/store/records/referrals_test.cc
#include "flows/cases/lifecycle.h"
#include "gateway/store/records/case_rows.h"
#include "gateway/store/records/cases.h"
#include "gateway/store/records/columns.h"

namespace tipline::store {
namespace {

std::optional<Referral> LoadReferral(soci::session& sql, const std::string& id) {
  std::vector<Referral> found = LoadReferrals(sql, "WHERE referrals.id = :a", id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

// What the caller gets to know whether or not something changed.
Result<Answered> Outcome(soci::session& sql, bool changed, const std::string& referral_id) {
  Answered out;
  const auto referral = LoadReferral(sql, referral_id);
  if (!referral) return NotFound("no such referral");
  const auto live = LoadCase(sql, referral->case_id);
  if (!live) return Internal("a referral without its case");
  out.changed = changed;
  out.referral = *referral;
  out.item = live->item;
  out.offers = OpenOffersOf(sql, referral->case_id);
  return out;
}

struct Held {
  LiveCase live;
  Referral referral;
};

// The case first: whatever changes a referral raises the revision of its case, so what is read of
// the referral after it still holds where SaveCase agrees.
Result<Held> LoadHeld(soci::session& sql, const std::string& referral_id) {
  std::string case_id;
  if (!One(sql, Kept{"SELECT case_id FROM referrals WHERE id = :id"}, std::tie(case_id),
           referral_id))
    return NotFound("no such referral");
  auto live = LoadCase(sql, case_id);
  if (!live) return Internal("a referral without its case");
  auto referral = LoadReferral(sql, referral_id);
  if (!referral) return NotFound("no such referral");
  return Held{*std::move(live), *std::move(referral)};
}

bool TakenByAnother(soci::session& sql, const Referral& referral) {
  long long found = 0;
  return One(
      sql,
      "SELECT 1 FROM referrals WHERE case_id = :id AND status = 'accepted' AND id <> :own LIMIT 1",
      std::tie(found), referral.case_id, referral.id);
}

// Nobody has the case any more: it is as urgent as on the day it came in, and staff must see it
// even if somebody else is asked at once.
void GiveBack(soci::session& sql, const std::string& actor, TimePoint now, LiveCase& live) {
  if (flows::CheckTransition(live.item.status, "open", flows::ActorRole::kResponder))
    live.item.status = "open";
  live.item.due_at = flows::DueAt(live.item.priority, now);
  live.needs_person = true;
  WriteAudit(sql, now, actor, "given_back", live.item.id, "");
}

}  // namespace

Result<Referral> CaseRecords::FindReferral(const std::string& id) {
  return db_.Read([&](soci::session& sql) -> Result<Referral> {
    auto found = LoadReferral(sql, WithoutNul(id));
    if (!found) return NotFound("no such referral");
    return *std::move(found);
  });
}

Result<Referral> CaseRecords::ReferralOf(const std::string& responder_pseudonym,
                                         const std::string& reference) {
  return db_.Read([&](soci::session& sql) -> Result<Referral> {
    std::string id;
    if (!One(sql,
             "SELECT referrals.id FROM referrals JOIN responders ON responders.id = "
             "referrals.responder_id"
             " WHERE responders.pseudonym = :pseudonym AND responders.active = 1 AND "
             "referrals.reference = :reference"
             " ORDER BY CASE WHEN referrals.status = 'offered' THEN 0 ELSE 1 END, "
             "referrals.offered_at DESC,"
             " referrals.id DESC LIMIT 1",
             std::tie(id), WithoutNul(responder_pseudonym), WithoutNul(reference)))
      return NotFound("no such referral");
    auto found = LoadReferral(sql, id);
    if (!found) return Internal("a referral vanished while it was read");
    return *std::move(found);
  });
}

Result<std::vector<Referral>> CaseRecords::ReferralsOf(const std::string& case_id) {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<Referral>> {
    return LoadReferrals(sql, "WHERE case_id = :a ORDER BY referrals.offered_at, referrals.id",
                         WithoutNul(case_id));
  });
}

Result<std::vector<Referral>> CaseRecords::OverdueOffers(TimePoint due_before, int limit) {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<Referral>> {
    return LoadReferrals(sql,
                         "WHERE referrals.status = 'offered' AND referrals.due_at > 0 AND"
                         " referrals.due_at < " +
                             std::to_string(ToMillis(due_before)) +
                             " ORDER BY referrals.due_at, referrals.id LIMIT " +
                             std::to_string(limit),
                         "");
  });
}

Result<std::vector<Referral>> CaseRecords::OpenOffers(const std::string& after, int limit) {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<Referral>> {
    return LoadReferrals(sql,
                         "WHERE referrals.status = 'offered' AND referrals.id > :a ORDER BY"
                         " referrals.id LIMIT " +
                             std::to_string(limit),
                         after);
  });
}

Result<std::map<std::string, int>> CaseRecords::Load() {
  return db_.Read([&](soci::session& sql) -> Result<std::map<std::string, int>> {
    std::string id;
    long long count = 0;
    Query query(
        sql,
        "SELECT responder_id, COUNT(*) FROM referrals JOIN cases ON cases.id = referrals.case_id"
        " WHERE cases.closed_at = 0 AND referrals.status IN ('offered', 'accepted') GROUP BY "
        "responder_id");
    query.Into(id).Into(count);
    std::map<std::string, int> out;
    while (query.Next())
      out[id] = static_cast<int>(count);
    return out;
  });
}

Result<Answered> CaseRecords::Accept(const std::string& referral_id, TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<Answered> {
    TRY_ASSIGN(Held held, LoadHeld(sql, WithoutNul(referral_id)));
    LiveCase& live = held.live;
    const Referral& referral = held.referral;
    const bool late = referral.status == "accepted" || referral.status == "withdrawn";
    if (late || IsClosed(live.item.status) || TakenByAnother(sql, referral))
      return Outcome(sql, false, referral.id);
    const std::string actor = "responder:" + referral.responder_id;
    TRY(SetReferralStatus(sql, referral, "accepted", actor, now));
    TRY(WithdrawOffers(sql, referral.case_id, referral.id, actor, now));
    // What hides a case, or says that its person must not be contacted, is not undone by a
    // responder's answer.
    const std::string& status = live.item.status;
    if (status != "unsafe_to_contact" &&
        flows::CheckTransition(status, "referred", flows::ActorRole::kResponder))
      live.item.status = "referred";
    live.item.due_at.reset();  // a human has acted
    live.needs_person = false;
    TRY(SaveCase(sql, live, now));
    return Outcome(sql, true, referral.id);
  });
}

Result<Answered> CaseRecords::TurnDown(const Referral& seen, const std::string& status,
                                       const std::optional<Offer>& next, TimePoint now) {
  if (status != "declined" && status != "expired" && status != "withdrawn")
    return Invalid("a referral is turned down by declined, expired or withdrawn");
  return db_.Write([&](soci::session& sql) -> Result<Answered> {
    TRY_ASSIGN(Held held, LoadHeld(sql, WithoutNul(seen.id)));
    LiveCase& live = held.live;
    const Referral& referral = held.referral;
    const bool given_back = referral.status == "accepted" && status != "expired";
    const bool ends = referral.status == "offered" || given_back;
    if (!ends || referral.status != seen.status) return Outcome(sql, false, referral.id);
    const std::string actor =
        status == "declined" ? "responder:" + referral.responder_id : "tipline";
    TRY(SetReferralStatus(sql, referral, status, actor, now));
    const bool open = !IsClosed(live.item.status);
    if (open && given_back) GiveBack(sql, actor, now, live);
    // `next` was chosen before this began: they may have been asked meanwhile.
    const bool offer = open && next && !WasAsked(sql, referral.case_id, *next);
    if (offer) InsertOffer(sql, live.item, *next, now);
    if (open && !offer && OpenOffersOf(sql, referral.case_id).empty()) {
      live.needs_person = true;
      WriteAudit(sql, now, "tipline", "nobody_to_ask", referral.case_id, "");
    }
    TRY(SaveCase(sql, live, now));
    return Outcome(sql, true, referral.id);
  });
}

Result<Answered> CaseRecords::Hasten(const std::string& referral_id, TimePoint due_at,
                                     TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Result<Answered> {
    const bool changed =
        Execute(sql,
                "UPDATE referrals SET due_at = :due WHERE id = :id AND status = 'offered' AND "
                "due_at > :limit",
                due_at, WithoutNul(referral_id), due_at) > 0;
    TRY_ASSIGN(const Answered out, Outcome(sql, changed, WithoutNul(referral_id)));
    if (changed)
      WriteAudit(sql, now, "tipline", "hastened", out.item.id, out.referral.responder_id);
    return out;
  });
}

}  // namespace tipline::store
