// Services and cards as tables (CSV) and back; what is read is checked cell by cell. Columns that
// only staff may see stand in structures of their own from the first line on. Pure but for the
// errors that it gathers.
#pragma once

#include <string>
#include <vector>

#include "flows/base/sensitive.h"
#include "gateway/store/records/content.h"
#include "workers/cli/csv_rows.h"
#include "workers/cli/needs.h"

namespace tipline::cli {

// Of a text with several languages: "note" is English, "note sw" Kiswahili.
bool IsTextColumn(const std::string& column, const std::string& of);

struct ContentRules {
  TimePoint now{};
  NeedLists lists;
  SensitiveWords sensitive;  // what is shown in messages must not hold
};

const std::vector<std::string>& ServiceColumns();  // without notes in other languages
const std::vector<std::string>& PrivateColumns();
const std::vector<std::string>& CardColumns();

flows::ServiceRow ServiceFrom(CsvCells& cells, const CsvTable& table, const ContentRules& rules);
// Of each private column that the file has; an empty one too: it clears what there was.
std::map<std::string, Secret<std::string>> PrivateFrom(const CsvCells& cells,
                                                       const CsvTable& table);
flows::CardRow CardFrom(CsvCells& cells, const CsvTable& table, const ContentRules& rules);

std::string ServicesCsv(const std::vector<flows::ServiceRow>& rows,
                        const store::PrivateDetails* details);  // nullptr: public columns only
std::string CardsCsv(const std::vector<flows::CardRow>& rows);

}  // namespace tipline::cli
