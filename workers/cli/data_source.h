// What `tipline data publish` takes a source from: the records, where somebody registered a reader
// for it, else a file (data.cc says when). One reader = one RegisterDataSource at the end of the
// file that knows those records.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "workers/cli/case_store.h"

namespace tipline::cli {

// The document as flows/knowledge reads it; nothing: the records hold nothing of it.
using ReadData = std::function<Result<std::optional<nlohmann::json>>(CaseStore&)>;

std::map<std::string, ReadData>& DataSources();

// As `tipline data publish SOURCE` does.
Status PublishSource(CaseStore& opened, const std::string& source);

struct RegisterDataSource {
  RegisterDataSource(const char* source, ReadData read);
};

}  // namespace tipline::cli
