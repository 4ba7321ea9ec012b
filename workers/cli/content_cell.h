// Cells that tables of services and of cards have in common. Pure but for the errors.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "flows/knowledge/rows.h"
#include "workers/cli/csv_rows.h"

namespace tipline::cli {

// By language, of the columns "text" (English), "text sw", ...
flows::Texts TextsFrom(const CsvCells& cells, const CsvTable& table, const std::string& of);
std::vector<std::string> Areas(CsvCells& cells, const char* column);
std::string Area(CsvCells& cells, const char* column);
std::string Coded(CsvCells& cells, const char* column, bool needed);
std::string In(const flows::Texts& texts, const std::string& language);

// The languages that any of the rows has, but English, which is the column without a language.
template <typename Row, typename TextsOfRow>
std::vector<std::string> Languages(const std::vector<Row>& rows, TextsOfRow texts_of) {
  std::vector<std::string> languages;
  for (const Row& row : rows)
    for (const auto& [language, text] : texts_of(row))
      if (language != "en" &&
          std::find(languages.begin(), languages.end(), language) == languages.end())
        languages.push_back(language);
  std::sort(languages.begin(), languages.end());
  return languages;
}

}  // namespace tipline::cli
