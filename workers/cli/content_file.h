// What `tipline services` and `tipline cards` share: the table of a file, the rules, and where an
// export goes. One thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/settings.h"
#include "workers/cli/case_store.h"
#include "workers/cli/content_csv.h"

namespace tipline::cli {

struct ContentArguments {
  std::string file;
  std::string needs = "config/data/needs.json";
  bool dry_run = false;
  bool empty = false;  // a file without rows is meant
  bool with_private = false;
};

Result<ContentRules> ReadRules(const Settings& settings, const ContentArguments& arguments);
// `texts`: columns that may come in several languages.
Result<CsvTable> ReadContent(const std::string& file, const std::vector<std::string>& needed,
                             std::vector<std::string> known, const std::vector<std::string>& texts);
// "-": standard output. Only its owner may read a new file.
Status WriteContent(const std::string& file, const std::string& csv);

// `tipline NAME import FILE` and `export FILE`.
struct ContentCommand {
  const char* name;
  const char* about;
  const char* replaces;  // "the cards"
  const char* columns;
  const char* exports;  // "The cards"
  std::function<Status(const Context&, const ContentArguments&)> take_over, write_out;
};
// The command `export`, for further options of it; they go into `arguments`.
CLI::App* AddContentCommand(CLI::App& app, const ContentCommand& command,
                            const std::shared_ptr<ContentArguments>& arguments, Context& context,
                            int& exit_code);

}  // namespace tipline::cli
