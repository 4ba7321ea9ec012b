#include "flows/base/csv_write.h"
#include "flows/base/gsm7.h"
#include "workers/cli/content_cell.h"
#include "workers/cli/content_csv.h"

namespace tipline::cli {
namespace {

constexpr size_t kMostParts = 3;  // of a card in an SMS (domain.md F35)

}  // namespace

const std::vector<std::string>& CardColumns() {
  static const std::vector<std::string> columns = {"id",     "topic",    "stage",    "place",
                                                   "origin", "sector",   "label",    "text",
                                                   "source", "reviewed", "review by"};
  return columns;
}

flows::CardRow CardFrom(CsvCells& cells, const CsvTable& table, const ContentRules& rules) {
  flows::CardRow row;
  row.id = Coded(cells, "id", true);
  row.topic = Coded(cells, "topic", true);
  row.stage = Coded(cells, "stage", false);
  row.place = Area(cells, "place");
  // No flow asks where somebody comes from, so nobody would ever see it.
  if (!cells.Text("origin").empty()) cells.Wrong("origin", "nothing: no flow asks for it");
  row.sector = Coded(cells, "sector", false);
  row.label = TextsFrom(cells, table, "label");
  row.text = TextsFrom(cells, table, "text");
  if (row.label.empty()) cells.Wrong("label", "text in at least one language");
  if (row.text.empty()) cells.Wrong("text", "text in at least one language");
  for (const auto& [language, text] : row.text) {
    const std::string column = language == "en" ? "text" : "text " + language;
    if (SmsParts(text) > kMostParts) cells.Wrong(column.c_str(), "at most three parts of an SMS");
    if (const auto word = rules.sensitive.Find(text))
      cells.Wrong(column.c_str(), "no word that others on the phone must not see: " + *word);
  }
  row.source = cells.Need("source");
  row.reviewed = cells.NeedPastDay("reviewed", rules.now);
  row.review_by = cells.NeedDay("review by");
  if (*row.review_by < row.reviewed) cells.Wrong("review by", "a day after it was reviewed");
  return row;
}

std::string CardsCsv(const std::vector<flows::CardRow>& rows) {
  const auto languages = Languages(rows, [](const auto& row) {
    flows::Texts both = row.label;
    both.insert(row.text.begin(), row.text.end());
    return both;
  });
  std::vector<std::string> header = CardColumns();
  for (const std::string& language : languages) {
    header.push_back("label " + language);
    header.push_back("text " + language);
  }
  std::string csv = CsvLine(header);
  for (const flows::CardRow& row : rows) {
    std::vector<std::string> cells = {
        row.id,
        row.topic,
        row.stage,
        row.place,
        row.origin,
        row.sector,
        In(row.label, "en"),
        In(row.text, "en"),
        row.source,
        flows::DateOf(row.reviewed),
        row.review_by ? flows::DateOf(*row.review_by) : std::string()};
    for (const std::string& language : languages) {
      cells.push_back(In(row.label, language));
      cells.push_back(In(row.text, language));
    }
    csv += CsvLine(cells);
  }
  return csv;
}

}  // namespace tipline::cli
