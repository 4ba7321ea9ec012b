#include "gateway/store/records/columns.h"
#include "gateway/store/records/content.h"
#include "gateway/store/records/content_cells.h"
#include "gateway/store/records/query.h"

namespace tipline::store {

Status CardRecords::Import(const std::vector<flows::CardRow>& rows, const std::string& actor,
                           TimePoint now) {
  return db_.Write([&](soci::session& sql) -> Status {
    Execute(sql, "DELETE FROM cards");
    for (size_t i = 0; i < rows.size(); ++i) {
      const flows::CardRow& one = rows[i];
      Execute(sql,
              Kept{"INSERT INTO cards (position, id, topic, stage, place, origin, sector, label,"
                   " text, reviewed, review_by, source) VALUES (:position, :id, :topic, :stage,"
                   " :place, :origin, :sector, :label, :text, :reviewed, :review_by, :source)"},
              i, one.id, one.topic, one.stage, one.place, one.origin, one.sector,
              TextsCell(one.label), TextsCell(one.text), one.reviewed, one.review_by,
              WithoutNul(one.source));
    }
    WriteAudit(sql, now, actor, "cards_import", "", std::to_string(rows.size()) + " rows");
    return Unit{};
  });
}

Result<std::vector<flows::CardRow>> CardRecords::Load() {
  return db_.Read([&](soci::session& sql) -> Result<std::vector<flows::CardRow>> {
    std::vector<flows::CardRow> rows;
    flows::CardRow one;
    std::string label, text;
    long long reviewed = 0, review_by = 0;
    Query query(sql, std::string("SELECT id, topic, stage, place, origin, sector, label, text,"
                                 " reviewed, review_by, source FROM cards ORDER BY position"));
    query.Into(one.id).Into(one.topic).Into(one.stage).Into(one.place).Into(one.origin);
    query.Into(one.sector).Into(label).Into(text).Into(reviewed).Into(review_by).Into(one.source);
    while (query.Next()) {
      one.label = TextsFrom(label);
      one.text = TextsFrom(text);
      one.reviewed = FromMillis(reviewed);
      one.review_by = TimeCell(review_by);
      rows.push_back(one);
    }
    return rows;
  });
}

}  // namespace tipline::store
