#include "workers/loop/services.h"

#include <algorithm>
#include <filesystem>
#include <tuple>
#include <vector>

#include "gateway/base/files.h"
#include "gateway/base/log.h"
#include "gateway/base/sensitive_lists.h"

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
                   store::Database& database_in, flows::Lexicon lexicon_in, const Clock* pace_in)
    : settings(settings_in),
      keys(keys_in),
      clock(clock_in),
      pace(pace_in == nullptr ? clock_in : *pace_in),
      lexicon(std::move(lexicon_in)),
      database(database_in),
      cases(database_in, keys_in),
      directory_records(database_in, keys_in),
      outbound(database_in),
      opt_outs(database_in),
      safe_contacts(database_in, keys_in),
      places(settings_in, pace_in == nullptr ? clock_in : *pace_in) {}

namespace {

template <typename T>
const T* Find(const std::vector<T>& rows, const std::string& id) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const T& row) { return row.id == id; });
  return found == rows.end() ? nullptr : &*found;
}

// Whom a damaged row would lose stays as known before. What is in clear is as it is now: who was
// retired meanwhile must not be asked.
void KeepUnreadable(const Directory& before, const Directory& unreadable, Directory& now) {
  for (Organisation o : unreadable.organisations) {
    const Organisation* known = Find(before.organisations, o.id);
    if (known == nullptr) continue;
    o.services = known->services;
    o.areas = known->areas;
    o.languages = known->languages;
    o.names = known->names;
    o.sectors = known->sectors;
    now.organisations.push_back(std::move(o));
  }
  for (Responder r : unreadable.responders) {
    const Responder* known = Find(before.responders, r.id);
    // Another number by now: the one before may be somebody else's.
    if (known == nullptr || known->pseudonym != r.pseudonym) continue;
    r.name = known->name;
    r.number = known->number;
    r.hours = known->hours;
    now.responders.push_back(std::move(r));
  }
  // In the order of DirectoryRecords::Load.
  std::sort(now.organisations.begin(), now.organisations.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  std::sort(now.responders.begin(), now.responders.end(), [](const auto& a, const auto& b) {
    return std::tie(a.order, a.id) < std::tie(b.order, b.id);
  });
}

bool IsActive(const Directory& directory) {
  const auto active = [](const auto& row) { return row.active; };
  return std::any_of(directory.organisations.begin(), directory.organisations.end(), active) ||
         std::any_of(directory.responders.begin(), directory.responders.end(), active);
}

}  // namespace

Result<std::shared_ptr<const Directory>> Services::CurrentDirectory(bool* whole) {
  const TimePoint now = pace.Now();
  {
    const std::scoped_lock lock(mutex_);
    if (whole != nullptr) *whole = whole_;
    if (directory_ && now - loaded_at_ < kDirectoryAge) return directory_;
  }
  // Not under the lock: two lanes may load it at once, which does no harm.
  Directory unreadable;
  Result<Directory> loaded = directory_records.Load(&unreadable);
  const std::scoped_lock lock(mutex_);
  if (!loaded) {
    if (whole != nullptr) *whole = whole_;
    if (!directory_) return loaded.error();
    return directory_;
  }
  const auto ids = store::IdsOf(unreadable);
  if (directory_ && !ids.empty()) KeepUnreadable(*directory_, unreadable, *loaded);
  whole_ = !IsActive(unreadable);
  if (whole != nullptr) *whole = whole_;
  directory_ = std::make_shared<const Directory>(*std::move(loaded));
  loaded_at_ = now;
  if (ids != unreadable_) {  // not again every few seconds
    for (const std::string& id : ids)
      LogError("directory_row_unreadable", {{"id", id}});
    unreadable_ = ids;
  }
  return directory_;
}

Result<std::map<std::string, int>> Services::CurrentLoad() {
  const TimePoint now = pace.Now();
  {
    const std::scoped_lock lock(mutex_);
    if (now < count_load_at_) return load_;
    count_load_at_ = now + kDirectoryAge;  // meanwhile the other lanes go on with what is known
  }
  auto counted = cases.Load();
  const TimePoint end = pace.Now();
  const std::scoped_lock lock(mutex_);
  if (!counted && load_.empty()) count_load_at_ = TimePoint{};
  if (!counted) return load_.empty() ? counted : load_;
  load_ = *std::move(counted);
  count_load_at_ = end + std::max<Millis>(kLoadAge, (end - now) * kLoadShare);
  return load_;
}

void Services::AddLoad(const std::string& responder_id) {
  const std::scoped_lock lock(mutex_);
  ++load_[responder_id];
}

std::shared_ptr<const SensitiveWords> Services::CurrentSensitive() {
  const std::scoped_lock lock(mutex_);
  if (sensitive_ || pace.Now() < sensitive_at_) return sensitive_;
  sensitive_at_ = pace.Now() + kWordsAge;
  auto words = LoadSensitive(settings.flows_dir);
  if (words)
    sensitive_ = std::make_shared<const SensitiveWords>(*std::move(words));
  else
    LogError("no_sensitive_words", words.error());
  return sensitive_;
}

const Responder* FindResponder(const Directory& directory, const std::string& id) {
  return Find(directory.responders, id);
}

}  // namespace tipline::workers
