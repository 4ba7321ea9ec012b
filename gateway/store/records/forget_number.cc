#include "gateway/store/records/forget_number.h"

#include <utility>
#include <vector>

#include "flows/model/tip.h"
#include "gateway/store/records/case_rows.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/contact_rows.h"

namespace tipline::store {
namespace {

std::vector<std::pair<std::string, std::string>> BoxesOf(soci::session& sql,
                                                         const std::string& case_id) {
  std::vector<std::pair<std::string, std::string>> boxes;
  std::string wanted = case_id;
  std::string id;
  std::string box;
  Query query(sql, "SELECT id, box_sealed FROM tips WHERE case_id = :case_id");
  query.Into(id).Into(box).Use(wanted);
  while (query.Next())
    boxes.emplace_back(id, box);
  return boxes;
}

}  // namespace

void ForgetNumber(soci::session& sql, const KeyRing& keys, const Case& item, TimePoint now) {
  bool known = false;
  for (const auto& [id, box] : BoxesOf(sql, item.id)) {
    const auto plain = OpenCase(keys, box);
    if (!plain) continue;
    auto tip = DecodeTip(*plain);
    if (!tip || tip->number.empty()) continue;
    tip->number = {};
    // Only over what was read: words that were erased meanwhile must not come back.
    if (Execute(sql, "UPDATE tips SET box_sealed = :box WHERE id = :id AND box_sealed = :old",
                SealToCase(keys, EncodeTip(*tip)), id, box) > 0)
      known = true;
  }
  LockContact(sql, item.pseudonym);
  known =
      Execute(sql,
              "DELETE FROM contacts WHERE pseudonym = :pseudonym AND NOT EXISTS (SELECT 1 FROM "
              "cases WHERE cases.pseudonym = contacts.pseudonym AND cases.id <> :id AND "
              "cases.closed_at = 0 AND (cases.consent <> 'anonymous' OR cases.wants_callback = 1) "
              "AND (cases.about <> 'missed_call' OR cases.wants_callback = 1 OR cases.may_text = "
              "1))",
              item.pseudonym, item.id) > 0 ||
      known;
  if (known) WriteAudit(sql, now, "tipline", "number_forgotten", item.id, "");
}

}  // namespace tipline::store
