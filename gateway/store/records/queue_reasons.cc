#include "gateway/store/records/queue_reasons.h"

#include <algorithm>
#include <utility>

#include "gateway/store/records/assessment_json.h"
#include "gateway/store/records/columns.h"
#include "gateway/store/records/query.h"

namespace tipline::store {
namespace {

struct Row {
  std::string tip_id, case_id, sealed;
};

Result<std::vector<Row>> ReadRows(soci::session& sql) {
  std::string tip, item, sealed;
  Query query(sql,
              "SELECT tips.id, tips.case_id, tips.assessment_sealed FROM tips JOIN cases ON "
              "cases.id = tips.case_id"
              " WHERE cases.closed_at = 0 ORDER BY tips.case_id, tips.id");
  query.Into(tip).Into(item).Into(sealed);
  std::vector<Row> rows;
  while (query.Next())
    rows.push_back({tip, item, sealed});
  return rows;
}

void Merge(std::vector<Reason>& into, const std::vector<Reason>& reasons) {
  for (const Reason& reason : reasons) {
    const auto known = std::find_if(into.begin(), into.end(),
                                    [&](const Reason& other) { return other.rule == reason.rule; });
    if (known == into.end())
      into.push_back({reason.rule, "", reason.points});
    else
      known->points = std::max(known->points, reason.points);
  }
  std::stable_sort(into.begin(), into.end(),
                   [](const Reason& a, const Reason& b) { return a.points > b.points; });
}

}  // namespace

Result<std::map<std::string, std::vector<Reason>>> ReasonsOfOpenCases(Database& database,
                                                                      const KeyRing& keys) {
  TRY_ASSIGN(const auto rows, database.Read(ReadRows));
  std::map<std::string, std::vector<Reason>> out;
  for (const Row& row : rows) {  // opened outside the lease of the connection
    const auto plain = OpenColumn(keys, "tips", row.tip_id, "assessment", row.sealed);
    if (!plain) continue;  // the case is shown without reasons rather than not at all
    if (const auto assessment = DecodeAssessment(*plain))
      Merge(out[row.case_id], assessment->reasons);
  }
  return out;
}

}  // namespace tipline::store
