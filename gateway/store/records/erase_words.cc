#include "gateway/store/records/erase_words.h"

#include <vector>

#include "flows/model/tip.h"
#include "gateway/store/records/query.h"

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

}  // namespace

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
  // Of a case that a facilitator's report made: its conversation is the report.
  Execute(sql,
          "UPDATE facilitator_messages SET words_sealed = '' WHERE report_id ="
          " (SELECT conversation FROM cases WHERE id = :id)",
          item.id);
  Execute(sql,
          "UPDATE facilitator_reports SET fields_sealed = '' WHERE id ="
          " (SELECT conversation FROM cases WHERE id = :id)",
          item.id);
  // The name of an agent in the person's words, and their phone; what it was about is counted on.
  Execute(sql,
          "UPDATE complaints SET details_sealed = '', pseudonym = '' WHERE conversation ="
          " (SELECT conversation FROM cases WHERE id = :id)",
          item.id);
  // Nobody is written to; the withdrawal stays without what was said before it.
  Execute(sql, "UPDATE safe_contacts SET details_sealed = '' WHERE case_id = :id", item.id);
}

}  // namespace tipline::store
