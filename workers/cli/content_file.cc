#include "workers/cli/content_file.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flows/base/csv_write.h"
#include "gateway/base/sensitive_lists.h"

namespace tipline::cli {

Result<ContentRules> ReadRules(const Settings& settings, const ContentArguments& arguments) {
  ContentRules rules;
  TRY_ASSIGN(rules.lists, ReadNeeds(arguments.needs));
  TRY_ASSIGN(rules.sensitive, LoadSensitive(settings.flows_dir));
  return rules;
}

Result<CsvTable> ReadContent(const std::string& file, const std::vector<std::string>& needed,
                             std::vector<std::string> known,
                             const std::vector<std::string>& texts) {
  // Columns of further languages are told from wrong ones by their form only.
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (const auto table = ReadCsv(text.str()))
    for (const std::string& column : table->columns)
      if (std::any_of(texts.begin(), texts.end(),
                      [&](const std::string& of) { return IsTextColumn(column, of); }) &&
          std::find(known.begin(), known.end(), column) == known.end())
        known.push_back(column);
  TRY_ASSIGN(CsvTable table, ReadTable(file, needed, known));
  Unguard(table);
  return table;
}

Status WriteContent(const std::string& file, const std::string& csv) {
  if (file == "-") {
    std::cout << csv;
    return Unit{};
  }
  const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (out < 0) return Invalid(file + ": cannot be written");
  size_t at = 0;
  while (at < csv.size()) {
    const ssize_t wrote = ::write(out, csv.data() + at, csv.size() - at);
    if (wrote <= 0) break;
    at += static_cast<size_t>(wrote);
  }
  const bool closed = ::close(out) == 0;
  if (at < csv.size() || !closed) return Invalid(file + ": cannot be written");
  return Unit{};
}

}  // namespace tipline::cli
