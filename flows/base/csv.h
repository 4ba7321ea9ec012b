// Tables as spreadsheets write them: a header line, then rows; comma, semicolon or tab between the
// cells (whichever the header has most of), quotes around cells that hold one, a byte order mark,
// lines that end in LF or CRLF. Strict: what cannot be read is an error with its line, nothing is
// left out. Pure. Tests: tests/flows/base/csv_test.cc with tests/data/csv.json
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/base/result.h"

namespace tipline {

struct CsvRow {
  size_t line = 0;                 // in the file, from 1; of the row's first line
  std::vector<std::string> cells;  // as many as columns, without white space at their ends
};

struct CsvTable {
  std::vector<std::string> columns;  // folded: "Licence No." -> "licence no."
  std::vector<CsvRow> rows;          // without those in which all cells are empty
  // -1: there is none.
  int Column(std::string_view name) const;
  // Empty: no such column.
  std::string Cell(const CsvRow& row, std::string_view name) const;
};

// kInvalid: "line 3: …"; the message holds no cell.
Result<CsvTable> ReadCsv(std::string_view text);

}  // namespace tipline
