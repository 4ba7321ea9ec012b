#include "gateway/store/records/missed_calls.h"

#include <algorithm>
#include <tuple>

#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

struct Row {
  MissedCallKept kept;
  std::string last_id;
  TimePoint last_at{}, shown_at{};
};

bool Load(soci::session& sql, const std::string& pseudonym, Row& row) {
  long long first = 0, last = 0, shown = 0, shown_at = 0;
  const bool there = One(
      sql,
      Kept{"SELECT conversation, first_at, last_at, calls, last_id, shown, shown_at"
           " FROM missed_calls WHERE pseudonym = :pseudonym"},
      std::tie(row.kept.conversation, first, last, row.kept.calls, row.last_id, shown, shown_at),
      pseudonym);
  row.kept.first_at = FromMillis(first);
  row.last_at = FromMillis(last);
  row.shown_at = FromMillis(shown_at);
  row.kept.shown = shown != 0;
  return there;
}

void Save(soci::session& sql, const MissedCall& call, const Row& row) {
  Execute(sql, Kept{"DELETE FROM missed_calls WHERE pseudonym = :pseudonym"}, call.pseudonym);
  Execute(sql,
          Kept{"INSERT INTO missed_calls (pseudonym, conversation, first_at, last_at, calls,"
               " last_id, shown, shown_at) VALUES (:pseudonym, :conversation, :first_at, :last_at,"
               " :calls, :last_id, :shown, :shown_at)"},
          call.pseudonym, row.kept.conversation, row.kept.first_at, row.last_at, row.kept.calls,
          row.last_id, row.kept.shown, row.shown_at);
}

}  // namespace

Result<MissedCallKept> MissedCalls::Keep(const MissedCall& call, const std::string& conversation) {
  if (call.id.empty() || call.pseudonym.empty()) return Invalid("a call of nobody");
  return db_.Write([&](soci::session& sql) -> Result<MissedCallKept> {
    Row row;
    const bool known = Load(sql, call.pseudonym, row);
    if (known && row.last_id == call.id) return row.kept;
    // Measured from what was shown and from the first: whoever rings on and on must not be silent
    // for that. Calls of a spool come late: one before what was shown is no new one either.
    // Not days before it: then the clock that one was shown by was ahead, and all calls until that
    // time would be silent.
    const bool goes_on = known && call.at <= row.kept.first_at + kSameCaller &&
                         call.at >= row.shown_at - kSameCaller;
    row.kept.shown = call.at > row.shown_at + kSameCall;
    if (!goes_on) row = {{conversation, true, 0, call.at}, "", call.at, call.at};
    if (row.kept.shown) row.shown_at = call.at;
    ++row.kept.calls;
    row.last_id = call.id;
    row.last_at = std::max(row.last_at, call.at);
    Save(sql, call, row);
    Execute(sql, Kept{"DELETE FROM missed_calls WHERE last_at < :before"},
            call.at - kMissedCallsKept);
    return row.kept;
  });
}

}  // namespace tipline::store
