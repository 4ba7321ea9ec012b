#include "workers/loop/services.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "gateway/base/files.h"
#include "gateway/base/log.h"

namespace tipline::workers {

constexpr size_t kMaxLexiconBytes = size_t{8} << 20;

Result<flows::Lexicon> ReadLexicon(const std::string& dir) {
  std::vector<std::string> paths;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(dir, missing)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path().string());
  }
  if (missing || paths.empty()) return NotFound("triage_dir: no *.json files in " + dir);
  std::sort(paths.begin(), paths.end());
  std::vector<flows::SourceFile> files;
  for (const std::string& path : paths) {
    TRY_ASSIGN(std::string text, ReadFile(path, kMaxLexiconBytes));
    files.push_back({path, std::move(text)});
  }
  return flows::LoadLexicon(files);
}

Services::Services(const Settings& settings_in, const KeyRing& keys_in, const Clock& clock_in,
                   store::Database& database, flows::Lexicon lexicon_in)
    : settings(settings_in),
      keys(keys_in),
      clock(clock_in),
      lexicon(std::move(lexicon_in)),
      cases(database, keys_in),
      directory_records(database, keys_in),
      outbound(database) {}

Result<std::shared_ptr<const Directory>> Services::CurrentDirectory() {
  const TimePoint now = clock.Now();
  {
    const std::scoped_lock lock(mutex_);
    if (directory_ && now - loaded_at_ < kDirectoryAge) return directory_;
  }
  // Not under the lock: two lanes may load it at once, which does no harm.
  std::vector<std::string> unreadable;
  Result<Directory> loaded = directory_records.Load(&unreadable);
  const std::scoped_lock lock(mutex_);
  if (!loaded) {
    if (!directory_) return loaded.error();
    return directory_;
  }
  directory_ = std::make_shared<const Directory>(*std::move(loaded));
  loaded_at_ = now;
  if (unreadable != unreadable_) {  // not again every few seconds
    for (const std::string& id : unreadable)
      LogError("directory_row_unreadable", {{"id", id}});
    unreadable_ = std::move(unreadable);
  }
  return directory_;
}

bool Services::DirectoryIsWhole() {
  const std::scoped_lock lock(mutex_);
  return unreadable_.empty();
}

const Responder* FindResponder(const Directory& directory, const std::string& id) {
  const auto found = std::find_if(directory.responders.begin(), directory.responders.end(),
                                  [&](const Responder& r) { return r.id == id; });
  return found == directory.responders.end() ? nullptr : &*found;
}

}  // namespace tipline::workers
