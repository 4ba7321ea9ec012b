#include "flows/knowledge/card_rows.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

namespace tipline::flows {

using Json = nlohmann::json;

Result<std::vector<CardRow>> ReadCardRows(const Json& document) {
  std::vector<CardRow> rows;
  std::set<std::string> ids;
  TRY(ForEachRow(document, "cards", [&](RowReader& reader) {
    CardRow row;
    row.id = reader.Name("id");
    row.topic = reader.Name("topic");
    row.stage = reader.Text("stage");
    row.place = reader.Place("place");
    row.origin = reader.Place("origin");
    row.sector = reader.Text("sector");
    row.label = reader.TextsOf("label");
    row.text = reader.TextsOf("text");
    row.reviewed = reader.Date("checked");
    if (reader.Has("review_by")) row.review_by = reader.DateOr("review_by", {});
    row.source = reader.Text("from");
    if (row.review_by && *row.review_by < row.reviewed)
      reader.Wrong("review_by", "before it was checked");
    if (!ids.insert(row.id).second) reader.Wrong("id", "the same one twice");
    rows.push_back(std::move(row));
  }));
  return rows;
}

Json CardJson(const CardRow& row) {
  Json out = {{"id", row.id},
              {"topic", row.topic},
              {"label", row.label},
              {"text", row.text},
              {"checked", DateOf(row.reviewed)}};
  const auto add = [&out](const char* name, const std::string& value) {
    if (!value.empty()) out[name] = value;
  };
  add("stage", row.stage);
  add("place", row.place);
  add("origin", row.origin);
  add("sector", row.sector);
  add("from", row.source);
  if (row.review_by) out["review_by"] = DateOf(*row.review_by);
  return out;
}

TimePoint ShownUntil(const CardRow& row) {
  const TimePoint longest = row.reviewed + kShownFor;
  return row.review_by ? std::min(longest, *row.review_by + std::chrono::days(1)) : longest;
}

}  // namespace tipline::flows
