#include <algorithm>
#include <filesystem>
#include <set>

#include "gateway/base/files.h"
#include "gateway/providers/dialect.h"
#include "gateway/providers/dialect_provider.h"

namespace tipline::gateway {
namespace {

constexpr size_t kMaxFileBytes = size_t{64} * 1024;
constexpr size_t kMaxNameBytes = 32;

struct Loaded {
  std::set<std::string> folders;
  std::vector<std::string> names;
};

Loaded& All() {
  static Loaded& loaded = *new Loaded();
  return loaded;
}

bool IsName(const std::string& name) {
  return !name.empty() && name.size() <= kMaxNameBytes &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
}

// In order of their names, so that errors are the same everywhere.
Result<std::vector<std::filesystem::path>> FilesOf(const std::string& folder) {
  std::error_code failure;
  std::vector<std::filesystem::path> files;
  for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure))
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  if (failure) return Invalid(folder + ": found nothing; allowed: a folder of dialects");
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Status LoadDialects(const std::string& folder) {
  if (All().folders.count(folder) != 0) return Unit{};
  TRY_ASSIGN(const auto files, FilesOf(folder));
  std::vector<DialectSpec> specs;
  for (const auto& path : files) {
    const std::string name = path.stem().string();
    const std::string file = path.string();
    if (!IsName(name))
      return Invalid(file + ": found a name with other letters; allowed: a-z, 0-9 and '_'");
    if (FindProvider(name) != nullptr)
      return Invalid(file + ": found the name of another provider; allowed: a name of its own");
    TRY_ASSIGN(const std::string text, ReadFile(file, kMaxFileBytes));
    TRY_ASSIGN(DialectSpec spec, ReadDialect(name, file, text));
    specs.push_back(std::move(spec));
  }
  for (DialectSpec& spec : specs) {
    All().names.push_back(spec.name);
    const std::string name = spec.name;
    Providers().emplace(name, std::make_unique<Dialect>(std::move(spec)));
  }
  std::sort(All().names.begin(), All().names.end());
  All().folders.insert(folder);
  return Unit{};
}

std::vector<std::string> DialectNames() {
  return All().names;
}

}  // namespace tipline::gateway
