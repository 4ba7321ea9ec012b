#include "gateway/base/sensitive_lists.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/engine/catalog.h"
#include "flows/engine/documents.h"
#include "flows/engine/language_words.h"
#include "gateway/base/files.h"

namespace tipline {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxFile = size_t{4} << 20U;

Status AddFile(const std::string& path, SensitiveWords& words) {
  TRY_ASSIGN(std::string text, ReadFile(path, kMaxFile));
  const flows::SourceFile file{path, std::move(text)};
  if (flows::IsWordList(path)) {
    TRY_ASSIGN(const auto lists, flows::ParseDocument(file));
    for (const auto& language : lists.items())
      flows::AddSensitive(lists, language.key(), words);
    return Unit{};
  }
  TRY_ASSIGN(const auto catalog, flows::ReadCatalog(file));
  flows::AddSensitive(catalog, words);
  return Unit{};
}

}  // namespace

Result<SensitiveWords> LoadSensitive(const std::string& flows_dir) {
  std::vector<std::string> files;
  std::error_code failed;
  for (fs::directory_iterator it(flows_dir, failed), end; !failed && it != end;
       it.increment(failed))
    if (it->path().extension() == ".po" || flows::IsWordList(it->path()))
      files.push_back(it->path());
  std::sort(files.begin(), files.end());
  SensitiveWords words;
  for (const std::string& file : files)
    TRY(AddFile(file, words));
  if (words.empty())
    return NotFound(flows_dir + ": no sensitive words; without them no message may be sent");
  return words;
}

}  // namespace tipline
