#include "workers/cli/content_file.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flows/base/csv_write.h"
#include "gateway/base/sensitive_lists.h"
#include "gateway/base/system_clock.h"

namespace tipline::cli {

Result<ContentRules> ReadRules(const Settings& settings, const ContentArguments& arguments) {
  ContentRules rules;
  rules.now = SystemClock().Now();
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

CLI::App* AddContentCommand(CLI::App& app, const ContentCommand& command,
                            const std::shared_ptr<ContentArguments>& arguments, Context& context,
                            int& exit_code) {
  CLI::App* group = app.add_subcommand(command.name, command.about);
  group->require_subcommand(1);
  CLI::App* in =
      group->add_subcommand("import", std::string("Take over a CSV file in place of ") +
                                          command.replaces + "; nothing if a cell is wrong");
  in->add_option("file", arguments->file, command.columns)->required();
  in->add_option("--needs", arguments->needs, "the lists of needs (config/data/needs.json)");
  in->add_flag("--dry-run", arguments->dry_run, "only check the file");
  in->add_flag("--empty", arguments->empty, "take a file without rows: then there are none");
  in->callback([run = command.take_over, arguments, &context, &exit_code] {
    exit_code = CodeOf(run(context, *arguments));
  });
  CLI::App* out = group->add_subcommand(
      "export", std::string(command.exports) + " as a CSV file that can be imported");
  out->add_option("file", arguments->file, "where to; - is standard output")->required();
  out->callback([run = command.write_out, arguments, &context, &exit_code] {
    exit_code = CodeOf(run(context, *arguments));
  });
  return out;
}

}  // namespace tipline::cli
