// Referrals within a transaction; see case_rows.h.
#include "gateway/base/ids.h"
#include "gateway/store/records/case_rows.h"
#include "gateway/store/records/columns.h"

namespace tipline::store {

std::vector<Referral> LoadReferrals(soci::session& sql, const std::string& where,
                                    const std::string& a) {
  std::string id, case_id, responder, organisation, reference, status, alert;
  long long attempt = 0, offered = 0, answered = 0, due = 0;
  Query query(
      sql,
      "SELECT referrals.id, referrals.case_id, referrals.responder_id,"
      " COALESCE((SELECT name FROM organisations o WHERE o.id = referrals.organisation_id),"
      " referrals.organisation_id), referrals.reference, referrals.status, referrals.attempt,"
      " referrals.offered_at, referrals.answered_at, referrals.due_at,"
      " COALESCE((SELECT state FROM outbound WHERE outbound.id = referrals.id), '')"
      " FROM referrals " +
          where);
  query.Into(id)
      .Into(case_id)
      .Into(responder)
      .Into(organisation)
      .Into(reference)
      .Into(status)
      .Into(attempt);
  query.Into(offered).Into(answered).Into(due).Into(alert);
  std::string bound = a;
  if (where.find(":a") != std::string::npos) query.Use(bound);
  std::vector<Referral> out;
  while (query.Next()) {
    Referral& r = out.emplace_back();
    r.id = id;
    r.case_id = case_id;
    r.responder_id = responder;
    r.organisation = organisation;
    r.reference = reference;
    r.status = status;
    r.alert_state = alert;
    r.attempt = static_cast<int>(attempt);
    r.offered_at = FromMillis(offered);
    r.answered_at = TimeCell(answered);
    r.due_at = TimeCell(due);
  }
  return out;
}

std::vector<Referral> OpenOffersOf(soci::session& sql, const std::string& case_id) {
  return LoadReferrals(
      sql, "WHERE case_id = :a AND referrals.status = 'offered' ORDER BY offered_at, referrals.id",
      case_id);
}

Referral InsertOffer(soci::session& sql, const Case& item, const Offer& offer, TimePoint now) {
  long long before = 0;
  One(sql, Kept{"SELECT COUNT(*) FROM referrals WHERE case_id = :case_id"}, std::tie(before),
      item.id);
  Referral r;
  r.id = NewUlid(now);
  r.case_id = item.id;
  r.responder_id = offer.responder_id;
  r.organisation = offer.organisation_id;
  r.reference = item.reference;
  r.offered_at = now;
  r.due_at = offer.due_at;
  r.attempt = static_cast<int>(before) + 1;
  Execute(
      sql,
      Kept{"INSERT INTO referrals (id, case_id, responder_id, organisation_id, reference, status, "
           "attempt, offered_at,"
           " answered_at, due_at) VALUES (:id, :case_id, :responder, :organisation, :reference, "
           "'offered', :attempt,"
           " :offered_at, 0, :due_at)"},
      r.id, r.case_id, r.responder_id, offer.organisation_id, r.reference, r.attempt, now,
      offer.due_at);
  WriteAudit(sql, now, "tipline", "offered", item.id, r.responder_id);
  return r;
}

bool WasAsked(soci::session& sql, const std::string& case_id, const Offer& offer) {
  long long found = 0;
  return One(sql,
             "SELECT 1 FROM referrals WHERE case_id = :id AND responder_id = :responder LIMIT 1",
             std::tie(found), case_id, offer.responder_id);
}

Status SetReferralStatus(soci::session& sql, const Referral& referral, std::string_view status,
                         std::string_view actor, TimePoint now) {
  if (Execute(sql,
              "UPDATE referrals SET status = :status, answered_at = :at WHERE id = :id"
              " AND status = :was",
              status, now, referral.id, referral.status) != 1)
    return Conflict("the referral was changed meanwhile");
  WriteAudit(sql, now, actor, status, referral.case_id, referral.responder_id);
  return Unit{};
}

Status WithdrawOffers(soci::session& sql, const std::string& case_id, const std::string& but,
                      std::string_view actor, TimePoint now) {
  for (const Referral& referral : OpenOffersOf(sql, case_id)) {
    if (referral.id != but) TRY(SetReferralStatus(sql, referral, "withdrawn", actor, now));
  }
  return Unit{};
}

}  // namespace tipline::store
