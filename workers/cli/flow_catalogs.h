// The catalogs of a flows folder with what they translate, for `tipline flow po`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/engine/catalog_update.h"
#include "flows/lint/lint.h"
#include "workers/cli/flow.h"

namespace tipline::cli {

struct FlowsFolder {
  std::string dir;
  std::vector<flows::SourceFile> files;
  std::vector<flows::Place> places;  // of all flows, the lists of words and the glossary
  std::vector<flows::Catalog> catalogs;

  std::string PathOf(const std::string& language) const { return dir + "/" + language + ".po"; }
  std::optional<flows::Catalog> Find(const std::string& language) const;
};

Result<FlowsFolder> ReadFlowsFolder(const Context& context);

// What lint says about the files as if every flow spoke every language that has a catalog;
// `changed`, if given, takes the place of the catalog of its path.
std::vector<flows::Finding> LintAsSpoken(const FlowsFolder& folder,
                                         const std::optional<flows::SourceFile>& changed);

}  // namespace tipline::cli
