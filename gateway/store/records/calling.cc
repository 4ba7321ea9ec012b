#include "gateway/store/records/calling.h"

#include <algorithm>
#include <vector>

#include "gateway/store/records/case_rows.h"
#include "gateway/store/records/forget_number.h"
#include "gateway/store/records/own_case_rows.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

bool IsUnsafe(soci::session& sql, const Case& item) {
  long long found = 0;
  return item.status == "unsafe_to_contact" ||
         One(sql,
             "SELECT 1 FROM cases WHERE pseudonym = :phone AND pseudonym <> ''"
             " AND status = 'unsafe_to_contact' LIMIT 1",
             std::tie(found), item.pseudonym);
}

bool IsUrgent(const Case& item) {
  return item.priority <= Priority::kP1;
}

// A missed call asks for nothing itself: it lives on what was said elsewhere.
TimePoint AskedAt(const Case& item, const std::vector<CaseTip>& tips) {
  TimePoint asked = item.created_at;
  for (const CaseTip& one : tips)
    if (one.tip && one.tip->wants_callback && one.tip->about != "missed_call")
      asked = std::max(asked, one.received_at);
  return asked;
}

// In this case at any time: a yes that is said anew clears it.
bool TookBack(soci::session& sql, const Case& item, TimePoint asked) {
  long long found = 0;
  return One(sql,
             "SELECT 1 FROM case_wishes JOIN cases ON cases.id = case_wishes.case_id"
             " WHERE case_wishes.withdrawn_at <> 0 AND (cases.id = :id OR"
             " (cases.pseudonym = :phone AND case_wishes.withdrawn_at >= :since)) LIMIT 1",
             std::tie(found), item.id, item.pseudonym, asked) ||
         One(sql,
             "SELECT 1 FROM safe_contacts WHERE withdrawn_at <> 0 AND (case_id = :id OR"
             " (withdrawn_at >= :since AND (pseudonym = :phone OR case_id IN"
             " (SELECT id FROM cases WHERE cases.pseudonym = :same_phone)))) LIMIT 1",
             std::tie(found), item.id, asked, item.pseudonym, item.pseudonym);
}

bool SaidStop(soci::session& sql, const Case& item, TimePoint asked) {
  long long found = 0;
  return One(sql, "SELECT 1 FROM opt_outs WHERE pseudonym = :phone AND at >= :since LIMIT 1",
             std::tie(found), item.pseudonym, asked);
}

}  // namespace

Result<CallLeave> MayCall(Database& database, const Case& item, const std::vector<CaseTip>& tips) {
  if (IsClosed(item.status)) return CallLeave{"closed"};
  if (!item.wants_callback) return CallLeave{"not_asked"};
  const TimePoint asked = AskedAt(item, tips);
  return database.Read([&](soci::session& sql) -> Result<CallLeave> {
    CallLeave leave;
    leave.said_stop = SaidStop(sql, item, asked);
    if (IsUnsafe(sql, item))
      leave.why_not = "unsafe_to_contact";
    else if (TookBack(sql, item, asked))
      leave.why_not = "withdrawn";
    else if (leave.said_stop && !IsUrgent(item))
      leave.why_not = "opted_out";
    return leave;
  });
}

flows::CallWish CallWishOf(const std::vector<CaseTip>& tips) {
  flows::CallWish wish;
  for (const CaseTip& one : tips)
    if (one.tip) flows::AddCallWish(*one.tip, wish);
  return wish;
}

bool MayCallNow(const Case& item, const flows::CallWish& wish, const std::string& zone,
                TimePoint now) {
  return IsUrgent(item) || flows::IsGoodTime(wish, zone, now);
}

void EndCallsBack(soci::session& sql, const KeyRing& keys, const Case& item, TimePoint now) {
  if (item.pseudonym.empty()) return;
  std::vector<std::string> ids;
  std::string id, phone = item.pseudonym, but = item.id;
  Query query(sql,
              "SELECT id FROM cases WHERE pseudonym = :phone AND id <> :id AND closed_at = 0"
              " AND about = 'missed_call' AND (wants_callback <> 0 OR may_text <> 0) ORDER BY id");
  query.Into(id).Use(phone).Use(but);
  while (query.Next())
    ids.push_back(id);
  for (const std::string& one : ids) {
    Execute(sql,
            "UPDATE cases SET wants_callback = 0, may_text = 0, revision = revision + 1"
            " WHERE id = :id",
            one);
    if (const auto live = LoadCase(sql, one)) ForgetNumber(sql, keys, live->item, now);
  }
}

}  // namespace tipline::store
