#include "workers/cli/csv_rows.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "flows/base/phone.h"
#include "flows/base/text.h"
#include "flows/knowledge/rows.h"

namespace tipline::cli {
namespace {

constexpr size_t kQuoted = 60;                           // characters of a cell in a message
constexpr Millis kFirstZone{int64_t{14} * 3600 * 1000};  // where a day begins first

bool IsCountry(const std::string& text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

void CsvCells::Wrong(const char* column, const std::string& allowed) {
  const std::string cell = Text(column);
  errors_.push_back(file_ + ": line " + std::to_string(row_.line) + ": field " + column +
                    ": found \"" + std::string(CutCharacters(cell, kQuoted)) +
                    "\"; allowed: " + allowed);
}

std::string CsvCells::Need(const char* column) {
  std::string text = Text(column);
  if (text.empty()) Wrong(column, "text");
  return text;
}

std::vector<std::string> CsvCells::List(const char* column, const char* separators) const {
  const std::string cell = Text(column);
  std::vector<std::string> list;
  for (size_t at = 0; at <= cell.size();) {
    const size_t end = std::min(cell.find_first_of(separators, at), cell.size());
    const std::string one(Trim(std::string_view(cell).substr(at, end - at)));
    if (!one.empty()) list.push_back(one);
    at = end + 1;
  }
  return list;
}

std::optional<TimePoint> CsvCells::Day(const char* column) {
  const std::string cell = Text(column);
  if (cell.empty()) return std::nullopt;
  const auto day = flows::DayFrom(cell);
  if (day) return *day;
  Wrong(column, "a day like 2026-11-01, or nothing");
  return std::nullopt;
}

TimePoint CsvCells::NeedDay(const char* column) {
  if (Text(column).empty()) Wrong(column, "a day like 2026-11-01");
  return Day(column).value_or(TimePoint{});
}

TimePoint CsvCells::NeedPastDay(const char* column, TimePoint now) {
  const TimePoint day = NeedDay(column);
  if (day > now + kFirstZone) Wrong(column, "a day that has come");
  return day;
}

std::vector<std::string> CsvCells::Countries(const char* column) {
  std::vector<std::string> countries = List(column, " ,;|/");
  if (!std::all_of(countries.begin(), countries.end(), IsCountry))
    Wrong(column, "ISO 3166 codes like QA SA, with spaces between");
  return countries;
}

std::string CsvCells::Phone(const char* column, const std::string& region) {
  const std::string cell = Text(column);
  if (cell.empty()) return cell;
  auto number = NormalizeMsisdn(cell, region);
  if (number) return *std::move(number);
  Wrong(column, "a phone number, best with + and its country");
  return {};
}

Result<CsvTable> ReadTable(const std::string& file, const std::vector<std::string>& needed,
                           const std::vector<std::string>& known) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return NotFound(file + ": cannot be opened");
  std::ostringstream text;
  text << in.rdbuf();
  auto table = ReadCsv(text.str());
  if (!table) return Invalid(file + ": " + table.error().message);
  for (const std::string& name : needed)
    if (table->Column(name) < 0) return Invalid(file + ": line 1: no column " + name);
  for (const std::string& column : table->columns) {
    if (std::find(known.begin(), known.end(), column) != known.end()) continue;
    std::string allowed;
    for (const std::string& name : known)
      allowed += (allowed.empty() ? "" : ", ") + name;
    return Invalid(file + ": line 1: found column \"" + column + "\"; allowed: " + allowed);
  }
  return table;
}

Result<TimePoint> DayOption(const char* option, const std::string& value) {
  auto day = flows::DayFrom(value);
  if (day) return day;
  return Invalid(std::string(option) + ": found \"" + value + "\"; allowed: a day like 2026-11-01");
}

Error NoRows(const std::string& file) {
  return Invalid(file + ": no rows; nothing was changed (--empty takes such a file)");
}

Status Refuse(const std::string& file, const std::vector<std::string>& errors) {
  if (errors.empty()) return Unit{};
  for (const std::string& error : errors)
    std::fprintf(stderr, "%s\n", error.c_str());
  return Invalid(file + ": " + std::to_string(errors.size()) +
                 " cells cannot be taken; nothing was changed");
}

}  // namespace tipline::cli
