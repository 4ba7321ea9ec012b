// Tables for spreadsheets, as ReadCsv reads them. A spreadsheet takes a cell that begins with one
// of = + - @ (or a tab) for a formula and runs it: such a cell gets an apostrophe before it, and
// loses it when it is read. Pure. Tests: tests/flows/base/csv_write_test.cc
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/base/csv.h"

namespace tipline {

std::string GuardedCell(std::string_view cell);
std::string UnguardedCell(std::string_view cell);
// Of all cells of a table that was read.
void Unguard(CsvTable& table);

// A row with its line end; guarded, in quotes where it must be.
std::string CsvLine(const std::vector<std::string>& cells);

}  // namespace tipline
