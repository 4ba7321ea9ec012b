// What `tipline services` and `tipline cards` share: the table of a file, the rules, and where an
// export goes. One thread.
#pragma once

#include <string>
#include <vector>

#include "gateway/base/settings.h"
#include "workers/cli/content_csv.h"

namespace tipline::cli {

struct ContentArguments {
  std::string file;
  std::string needs = "config/data/needs.json";
  bool dry_run = false;
  bool with_private = false;
};

Result<ContentRules> ReadRules(const Settings& settings, const ContentArguments& arguments);
// `texts`: columns that may come in several languages.
Result<CsvTable> ReadContent(const std::string& file, const std::vector<std::string>& needed,
                             std::vector<std::string> known, const std::vector<std::string>& texts);
// "-": standard output. Only its owner may read a new file.
Status WriteContent(const std::string& file, const std::string& csv);

}  // namespace tipline::cli
