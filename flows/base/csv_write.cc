#include "flows/base/csv_write.h"

namespace tipline {
namespace {

// Whether it would be run, or would be once its apostrophes are gone: so that guarding can be
// undone.
bool IsFormula(std::string_view cell) {
  const size_t begin = cell.find_first_not_of('\'');
  return begin != std::string_view::npos &&
         std::string_view("=+-@\t\r").find(cell[begin]) != std::string_view::npos;
}

}  // namespace

std::string GuardedCell(std::string_view cell) {
  return (IsFormula(cell) ? "'" : "") + std::string(cell);
}

std::string UnguardedCell(std::string_view cell) {
  if (cell.starts_with('\'') && IsFormula(cell)) cell.remove_prefix(1);
  return std::string(cell);
}

void Unguard(CsvTable& table) {
  for (CsvRow& row : table.rows)
    for (std::string& cell : row.cells)
      cell = UnguardedCell(cell);
}

std::string CsvLine(const std::vector<std::string>& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    const std::string cell = GuardedCell(cells[i]);
    if (cell.find_first_of(",;\t\"\r\n") == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell)
      line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace tipline
