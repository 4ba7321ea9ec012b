// Rows of an imported table, cell by cell: every bad one is told with its line, its field, what was
// found and what is allowed, and then nothing of the file is taken. Public data only: it quotes
// cells. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "flows/base/csv.h"
#include "flows/base/time.h"

namespace tipline::cli {

class CsvCells {
 public:
  CsvCells(const CsvTable& table, const CsvRow& row, std::string file,
           std::vector<std::string>& errors)
      : table_(table), row_(row), file_(std::move(file)), errors_(errors) {}

  std::string Text(const char* column) const { return table_.Cell(row_, column); }
  std::string Need(const char* column);
  std::vector<std::string> List(const char* column, const char* separators) const;
  std::optional<TimePoint> Day(const char* column);  // empty: none
  TimePoint NeedDay(const char* column);
  // One that has come, wherever it is written: nobody has checked anything tomorrow.
  TimePoint NeedPastDay(const char* column, TimePoint now);
  std::vector<std::string> Countries(const char* column);
  // `region` reads national forms; E.164 comes back.
  std::string Phone(const char* column, const std::string& region);
  void Wrong(const char* column, const std::string& allowed);

 private:
  const CsvTable& table_;
  const CsvRow& row_;
  const std::string file_;
  std::vector<std::string>& errors_;
};

// The table of a file. kInvalid names the column that is missing, or one that nobody knows.
Result<CsvTable> ReadTable(const std::string& file, const std::vector<std::string>& needed,
                           const std::vector<std::string>& known);
// A day for an option: "--as-of".
Result<TimePoint> DayOption(const char* option, const std::string& value);
// Files get lost and cut: one without rows empties nothing unless that is said.
Error NoRows(const std::string& file);
// One line for each to stderr; kInvalid unless there are none.
Status Refuse(const std::string& file, const std::vector<std::string>& errors);

}  // namespace tipline::cli
