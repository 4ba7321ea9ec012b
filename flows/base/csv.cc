#include "flows/base/csv.h"

#include <algorithm>

#include "flows/base/text.h"

namespace tipline {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";
constexpr size_t kMaxBytes = size_t{64} << 20U;
constexpr size_t kMaxColumns = 200;

Error At(size_t line, const char* what) {
  return Invalid("line " + std::to_string(line) + ": " + what);
}

char SeparatorOf(std::string_view text) {
  const std::string_view header = text.substr(0, text.find('\n'));
  char best = ',';
  for (const char one : {',', ';', '\t'})
    if (std::count(header.begin(), header.end(), one) >
        std::count(header.begin(), header.end(), best))
      best = one;
  return best;
}

// One row after the other; a quoted cell may hold separators, doubled quotes and line ends.
class Reader {
 public:
  Reader(std::string_view text, char separator) : text_(text), separator_(separator) {}
  bool more() const { return at_ < text_.size(); }

  Result<CsvRow> Next() {
    CsvRow row;
    row.line = line_;
    for (;;) {
      TRY_ASSIGN(const std::string cell, NextCell());
      row.cells.emplace_back(Trim(cell));
      if (row.cells.size() > kMaxColumns) return At(row.line, "too many cells");
      if (at_ >= text_.size()) break;
      const char c = text_[at_++];
      if (c == separator_) continue;
      ++line_;  // NextCell stops at nothing else but the end of a line
      break;
    }
    return row;
  }

 private:
  bool AtLineEnd() const {
    return text_[at_] == '\n' ||
           (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
  }
  Result<std::string> NextCell() {
    std::string cell;
    if (at_ < text_.size() && text_[at_] == '"') {
      TRY_ASSIGN(cell, Quoted());
    } else {
      while (at_ < text_.size() && text_[at_] != separator_ && !AtLineEnd())
        cell += text_[at_++];
    }
    if (at_ < text_.size() && text_[at_] == '\r' && AtLineEnd()) ++at_;
    return cell;
  }
  Result<std::string> Quoted() {
    const size_t begun = line_;
    std::string cell;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (c != '"') {
        cell += c;
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell += text_[++at_];
      } else {
        ++at_;
        if (at_ < text_.size() && text_[at_] != separator_ && !AtLineEnd())
          return At(begun, "something stands behind the closing quote of a cell");
        return cell;
      }
    }
    return At(begun, "a quote that is not closed");
  }

  const std::string_view text_;
  const char separator_;
  size_t at_ = 0, line_ = 1;
};

bool IsEmpty(const CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(),
                     [](const std::string& cell) { return cell.empty(); });
}

}  // namespace

int CsvTable::Column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

std::string CsvTable::Cell(const CsvRow& row, std::string_view name) const {
  const int column = Column(name);
  return column < 0 ? std::string() : row.cells[static_cast<size_t>(column)];
}

Result<CsvTable> ReadCsv(std::string_view text) {
  if (text.size() > kMaxBytes) return Invalid("larger than 64 MiB");
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  if (!ValidUtf8(text)) return Invalid("not UTF-8; save it as \"CSV UTF-8\"");
  Reader reader(text, SeparatorOf(text));
  if (!reader.more()) return Invalid("line 1: no header");
  TRY_ASSIGN(const CsvRow header, reader.Next());
  CsvTable table;
  for (const std::string& name : header.cells) {
    const std::string column = Fold(name);
    if (column.empty()) return At(1, "a column without a name");
    if (table.Column(column) >= 0) return At(1, "two columns with the same name");
    table.columns.push_back(column);
  }
  while (reader.more()) {
    TRY_ASSIGN(CsvRow row, reader.Next());
    if (IsEmpty(row)) continue;
    if (row.cells.size() > table.columns.size()) return At(row.line, "more cells than columns");
    if (row.cells.size() < table.columns.size()) return At(row.line, "fewer cells than columns");
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace tipline
