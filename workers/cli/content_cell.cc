#include "workers/cli/content_cell.h"

#include "workers/cli/content_csv.h"

namespace tipline::cli {

bool IsTextColumn(const std::string& column, const std::string& of) {
  if (column == of) return true;
  if (!column.starts_with(of + " ")) return false;
  const std::string language = column.substr(of.size() + 1);
  return language.size() >= 2 && language.size() <= 3 &&
         std::all_of(language.begin(), language.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

flows::Texts TextsFrom(const CsvCells& cells, const CsvTable& table, const std::string& of) {
  flows::Texts texts;
  for (const std::string& column : table.columns) {
    if (!IsTextColumn(column, of)) continue;
    const std::string text = cells.Text(column.c_str());
    if (!text.empty()) texts[column == of ? "en" : column.substr(of.size() + 1)] = text;
  }
  return texts;
}

std::vector<std::string> Areas(CsvCells& cells, const char* column) {
  auto areas = cells.List(column, "| ");
  if (!std::all_of(areas.begin(), areas.end(), flows::IsPlaceCode))
    cells.Wrong(column, "ISO 3166 codes like KE or KE-30, with | between, or nothing");
  return areas;
}

std::string Area(CsvCells& cells, const char* column) {
  const auto areas = Areas(cells, column);
  if (areas.size() > 1) cells.Wrong(column, "one ISO 3166 code, or nothing");
  return areas.empty() ? std::string() : areas.front();
}

std::string Coded(CsvCells& cells, const char* column, bool needed) {
  const std::string code = needed ? cells.Need(column) : cells.Text(column);
  const bool good = std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
  if (!good) cells.Wrong(column, "letters, digits, _ and -");
  return code;
}

std::string In(const flows::Texts& texts, const std::string& language) {
  const auto found = texts.find(language);
  return found == texts.end() ? std::string() : found->second;
}

}  // namespace tipline::cli
