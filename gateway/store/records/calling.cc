#include "gateway/store/records/calling.h"

#include <algorithm>
#include <vector>

#include "gateway/store/records/calling_rows.h"
#include "gateway/store/records/case_rows.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/forget_number.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

// Closing the case as that does not make it safe; who asks for a call after that asks anew.
bool HasUnsafe(soci::session& sql, const std::string& pseudonym, TimePoint asked) {
  long long found = 0;
  return One(sql,
             "SELECT 1 FROM cases WHERE pseudonym = :phone AND pseudonym <> '' AND"
             " (status = 'unsafe_to_contact' OR"
             " (closure_code = 'unsafe_to_contact' AND closed_at >= :since)) LIMIT 1",
             std::tie(found), pseudonym, asked);
}

bool IsUrgent(const Case& item) {
  return item.priority <= Priority::kP1;
}

// A missed call lives on what was said in other cases.
bool Asks(const Case& item) {
  return item.about != "missed_call";
}

// When its conversation last asked for a call, where the flow kept that.
std::optional<TimePoint> SaidAt(const Tip& tip) {
  const auto said = tip.answers.find("call_asked_at");
  if (said == tip.answers.end()) return std::nullopt;
  const auto at = ParseTime(said->second);
  return at ? std::optional(std::min(*at, tip.received_at)) : std::nullopt;
}

// The wish stands in every tip after the one that asked. A missed call asks for nothing itself: it
// lives on what was said elsewhere.
std::optional<TimePoint> AskedIn(const std::vector<CaseTip>& tips) {
  std::optional<TimePoint> first, said;
  for (const CaseTip& one : tips) {
    if (!one.tip || !one.tip->wants_callback || one.tip->about == "missed_call") continue;
    const auto at = SaidAt(*one.tip);
    said = std::max(said, at);
    if (!at && !first) first = one.received_at;
  }
  return std::max(first, said);
}

TimePoint AskedAt(const Case& item, const std::vector<CaseTip>& tips) {
  return std::max(item.created_at, AskedIn(tips).value_or(item.created_at));
}

// In that case, after a call was last asked for in it.
bool TookBack(soci::session& sql, const Case& item, TimePoint asked) {
  long long found = 0;
  return One(sql,
             "SELECT 1 FROM case_wishes WHERE case_id = :id AND withdrawn_at <> 0"
             " AND withdrawn_at >= :since",
             std::tie(found), item.id, asked) ||
         One(sql,
             "SELECT 1 FROM safe_contacts WHERE case_id = :id AND withdrawn_at <> 0"
             " AND withdrawn_at >= :since LIMIT 1",
             std::tie(found), item.id, asked);
}

// In whatever case of that phone, or for the phone.
bool TookBackElsewhere(soci::session& sql, const std::string& pseudonym, TimePoint asked) {
  long long found = 0;
  if (pseudonym.empty()) return false;
  return One(sql,
             "SELECT 1 FROM case_wishes JOIN cases ON cases.id = case_wishes.case_id"
             " WHERE case_wishes.withdrawn_at <> 0 AND cases.pseudonym = :phone"
             " AND case_wishes.withdrawn_at >= :since LIMIT 1",
             std::tie(found), pseudonym, asked) ||
         One(sql,
             "SELECT 1 FROM safe_contacts WHERE withdrawn_at <> 0 AND withdrawn_at >= :since"
             " AND (pseudonym = :phone OR case_id IN"
             " (SELECT id FROM cases WHERE cases.pseudonym = :same_phone)) LIMIT 1",
             std::tie(found), asked, pseudonym, pseudonym);
}

bool SaidStop(soci::session& sql, const Case& item, TimePoint asked) {
  long long found = 0;
  return One(sql, "SELECT 1 FROM opt_outs WHERE pseudonym = :phone AND at >= :since LIMIT 1",
             std::tie(found), item.pseudonym, asked);
}

// They hold the number of that phone, and let it be rung up, only by what was said elsewhere.
std::vector<std::string> MissedCallsOf(soci::session& sql, const Case& item) {
  std::vector<std::string> ids;
  std::string id, phone = item.pseudonym, but = item.id;
  Query query(sql,
              "SELECT id FROM cases WHERE pseudonym = :phone AND id <> :id AND closed_at = 0"
              " AND about = 'missed_call' AND (wants_callback <> 0 OR may_text <> 0) ORDER BY id");
  query.Into(id).Use(phone).Use(but);
  while (query.Next())
    ids.push_back(id);
  return ids;
}

// Of other cases of that phone. Who is urgent there may be somebody else, whom nobody could call
// back then: MayCall says so to staff.
std::vector<std::string> WishesOf(soci::session& sql, const Case& item, const CallsOver& over) {
  std::vector<std::string> ids;
  std::string id, phone = item.pseudonym, but = item.id;
  long long urgent = over.urgent_too ? -1 : static_cast<int>(Priority::kP1);
  long long before = ToMillis(over.begun_until);
  Query query(sql,
              "SELECT id FROM cases WHERE pseudonym = :phone AND id <> :id AND wants_callback <> 0"
              " AND about <> 'missed_call' AND priority > :urgent AND created_at <= :before"
              " ORDER BY id");
  query.Into(id).Use(phone).Use(but).Use(urgent).Use(before);
  while (query.Next())
    ids.push_back(id);
  return ids;
}

}  // namespace

Result<CallLeave> MayCall(Database& database, const Case& item, const std::vector<CaseTip>& tips) {
  if (IsClosed(item.status)) return CallLeave{"closed"};
  if (!item.wants_callback) return CallLeave{"not_asked"};
  const TimePoint asked = AskedAt(item, tips);
  return database.Read([&](soci::session& sql) -> Result<CallLeave> {
    CallLeave leave;
    const bool elsewhere = TookBackElsewhere(sql, item.pseudonym, asked);
    const bool stop = SaidStop(sql, item, asked);
    leave.said_stop = stop || elsewhere;
    if (item.status == "unsafe_to_contact" || HasUnsafe(sql, item.pseudonym, asked))
      leave.why_not = "unsafe_to_contact";
    else if (TookBack(sql, item, asked) || (elsewhere && !(IsUrgent(item) && Asks(item))))
      leave.why_not = "withdrawn";
    else if (stop && !IsUrgent(item))
      leave.why_not = "opted_out";
    return leave;
  });
}

Result<bool> IsUnsafePhone(Database& database, const std::string& pseudonym) {
  return database.Read(
      [&](soci::session& sql) -> Result<bool> { return HasUnsafe(sql, pseudonym, TimePoint()); });
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

bool AsksForCall(soci::session& sql, const Tip& tip, Priority priority) {
  if (!tip.wants_callback || tip.about == "missed_call" || priority <= Priority::kP1)
    return tip.wants_callback;
  return !TookBackElsewhere(sql, tip.pseudonym, SaidAt(tip).value_or(tip.received_at));
}

bool AsksForCall(soci::session& sql, const KeyRing& keys, const Tip& tip, const Case& item) {
  if (!tip.wants_callback || item.wants_callback || tip.about == "missed_call")
    return tip.wants_callback;
  if (!AsksForCall(sql, tip, item.priority)) return false;
  long long withdrawn = 0;
  One(sql, "SELECT withdrawn_at FROM case_wishes WHERE case_id = :id", std::tie(withdrawn),
      item.id);
  // What was said in another case took the wish of this one while it was not urgent.
  const auto own = TimeCell(withdrawn);
  const auto before = IsUrgent(item) ? own : std::max(AskedIn(ReadTips(sql, keys, item.id)), own);
  return !before || SaidAt(tip) > before;
}

void EndCalls(soci::session& sql, const KeyRing& keys, const Case& item, const CallsOver& over) {
  if (item.pseudonym.empty()) return;
  const auto rang = MissedCallsOf(sql, item);
  for (const std::string& id : WishesOf(sql, item, over)) {
    Execute(sql,
            "UPDATE cases SET wants_callback = 0, revision = revision + 1, needs_person ="
            " CASE WHEN closed_at = 0 THEN 1 ELSE needs_person END WHERE id = :id",
            id);
    WriteAudit(sql, over.now, over.actor, "call_wish_over", id, item.reference);
  }
  for (const std::string& id : rang) {
    Execute(sql,
            "UPDATE cases SET wants_callback = 0, may_text = 0, revision = revision + 1"
            " WHERE id = :id",
            id);
    if (const auto live = LoadCase(sql, id)) ForgetNumber(sql, keys, live->item, over.now);
  }
}

}  // namespace tipline::store
