#include "gateway/base/sensitive_lists.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "gateway/base/files.h"

namespace tipline {
namespace {

constexpr size_t kMaxListBytes = size_t{1024} * 1024;

}  // namespace

Result<SensitiveWords> LoadSensitive(const std::string& folder) {
  namespace fs = std::filesystem;
  SensitiveWords words;
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed))
    if (it->path().extension() == ".txt") files.push_back(it->path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    TRY_ASSIGN(const std::string text, ReadFile(file.string(), kMaxListBytes));
    words.Add(text);
  }
  if (words.empty())
    return NotFound(folder + ": no sensitive words; without them no message may be sent");
  return words;
}

}  // namespace tipline
