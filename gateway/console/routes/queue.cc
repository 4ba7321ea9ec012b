// /api/queue: open cases, most urgent first, then by clock. No words of people. Short polls are
// answered by ETag from the rows alone, so that a quiet queue costs one statement.
#include <algorithm>
#include <tuple>

#include <nlohmann/json.hpp>

#include "gateway/console/answers.h"
#include "gateway/console/case_json.h"
#include "gateway/console/route.h"
#include "gateway/store/records/queue_reasons.h"

namespace tipline::console {
namespace {

constexpr int kMostShown = 1000;

bool Before(const store::CaseRow& a, const store::CaseRow& b) {
  const auto key = [](const store::CaseRow& row) {
    return std::tuple(row.item.priority, row.item.due_at.value_or(TimePoint::max()),
                      row.item.created_at, std::string_view(row.item.id));
  };
  return key(a) < key(b);
}

std::string StateOf(const std::vector<store::CaseRow>& rows) {
  std::string state;
  for (const store::CaseRow& row : rows)
    state += row.item.id + ":" + std::to_string(row.item.revision) + ":" +
             std::to_string(row.tips) + ":" + (row.needs_person ? "1" : "0") + "\n";
  return state;
}

http::Response ShowQueue(const Call& call) {
  store::CaseFilter filter;
  filter.open_only = true;
  filter.limit = kMostShown;
  auto rows = call.desk.cases.List(filter);
  if (!rows) return ProblemOf(rows.error());
  std::sort(rows->begin(), rows->end(), Before);
  std::string tag = EntityTag(*call.desk.keys.store, StateOf(*rows));
  if (Unchanged(call.request, tag)) return NotModified(std::move(tag));

  const auto reasons = store::ReasonsOfOpenCases(call.desk.database, call.desk.keys);
  if (!reasons) return ProblemOf(reasons.error());
  nlohmann::json cases = nlohmann::json::array();
  for (const store::CaseRow& row : *rows) {
    const auto found = reasons->find(row.item.id);
    cases.push_back(
        SummaryJson(row, found == reasons->end() ? std::vector<Reason>{} : found->second));
  }
  return OkTagged({{"now", FormatTime(call.now)}, {"cases", std::move(cases)}}, std::move(tag));
}

const RegisterRoute kShowQueue("GET", "/api/queue", kCaseWork, ShowQueue);

}  // namespace
}  // namespace tipline::console
