#include "gateway/base/covers.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/engine/catalog.h"
#include "flows/engine/language_words.h"
#include "gateway/base/files.h"

namespace tipline {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxCoverBytes = size_t{64} * 1024;
constexpr size_t kMaxCatalogBytes = size_t{2} * 1024 * 1024;

using Wordings = std::map<std::string, std::string>;             // id -> text
using Translations = std::map<std::string, flows::Translation>;  // the same, with its English

// Only what a language tag can be: it becomes part of a file's name.
bool IsTag(std::string_view language) {
  return !language.empty() && language.size() <= 16 &&
         std::all_of(language.begin(), language.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
         });
}

// What was read of files, until they change.
template <typename Value>
class FileCache {
 public:
  template <typename Read>
  Result<std::shared_ptr<const Value>> Get(const std::string& path, const Read& read) {
    std::error_code failed;
    const auto written = fs::last_write_time(path, failed);
    const auto size = failed ? 0 : fs::file_size(path, failed);
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_[path];
    if (!failed && entry.value && entry.written == written && entry.size == size)
      return entry.value;
    TRY_ASSIGN(Value value, read(path));
    entry = {std::make_shared<const Value>(std::move(value)), written, size};
    return entry.value;
  }

 private:
  struct Entry {
    std::shared_ptr<const Value> value;
    fs::file_time_type written;
    uintmax_t size = 0;
  };
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;  // guarded by mutex_; as many as there are catalogs
};

Result<Wordings> ReadSource(const std::string& path) {
  TRY_ASSIGN(const std::string text, ReadFile(path, kMaxCoverBytes));
  const auto json = ParseJson(text, JsonLimits{});
  if (!json || !json->is_object()) return Invalid(path + ": not a JSON object");
  Wordings wordings;
  for (const auto& [id, wording] : json->items())
    if (!id.starts_with('$') && wording.is_string()) wordings[id] = wording.get<std::string>();
  return wordings;
}

// None, if there is no such catalog.
Result<Translations> ReadTranslations(const std::string& path) {
  const auto text = ReadFile(path, kMaxCatalogBytes);
  if (!text && text.error().code == Code::kNotFound) return Translations();
  if (!text) return text.error();
  TRY_ASSIGN(flows::Catalog catalog, flows::ReadCatalog({path, *text}));
  Translations translations;
  const std::string_view context = flows::kCoverContext;
  for (auto& [key, entry] : catalog.entries)
    if (key.starts_with(context)) translations[key.substr(context.size())] = std::move(entry);
  return translations;
}

Result<std::shared_ptr<const Wordings>> SourceIn(const std::string& flows_dir) {
  static FileCache<Wordings> cache;
  return cache.Get(flows_dir + "/cover/en.json", ReadSource);
}

Result<std::shared_ptr<const Translations>> TranslationsIn(const std::string& path) {
  static FileCache<Translations> cache;
  return cache.Get(path, ReadTranslations);
}

// Empty: none that is of the English text as it is now.
std::string Current(const Translations& translations, const std::string& id,
                    const std::string& english) {
  const auto found = translations.find(id);
  const bool current = found != translations.end() && flows::IsCurrent(found->second, english);
  return current ? found->second.text : std::string();
}

}  // namespace

bool IsCover(std::string_view id) {
  static constexpr std::array<std::string_view, 3> kCovers = {"order", "greeting", "weather"};
  return std::find(kCovers.begin(), kCovers.end(), id) != kCovers.end();
}

Result<std::string> CoverText(const std::string& flows_dir, std::string_view language,
                              const std::string& id) {
  TRY_ASSIGN(const auto source, SourceIn(flows_dir));
  const auto english = source->find(id);
  if (english == source->end()) return NotFound(flows_dir + "/cover/en.json: no wording " + id);
  const std::string base(language.substr(0, language.find('-')));
  for (const std::string& tag : {std::string(language), base}) {
    if (!IsTag(tag) || base == "en") continue;
    TRY_ASSIGN(const auto translations, TranslationsIn(flows_dir + "/" + tag + ".po"));
    if (std::string text = Current(*translations, id, english->second); !text.empty()) return text;
  }
  return english->second;
}

Result<std::map<std::string, std::vector<std::string>>> UntranslatedCovers(
    const std::string& flows_dir) {
  TRY_ASSIGN(const auto source, SourceIn(flows_dir));
  std::map<std::string, std::vector<std::string>> missing;
  std::error_code failed;
  for (fs::directory_iterator it(flows_dir, failed), end; !failed && it != end;
       it.increment(failed)) {
    if (it->path().extension() != ".po") continue;
    TRY_ASSIGN(const auto translations, TranslationsIn(it->path()));
    for (const auto& [id, english] : *source)
      if (Current(*translations, id, english).empty()) missing[it->path().stem()].push_back(id);
  }
  if (failed) return NotFound(flows_dir + ": " + failed.message());
  return missing;
}

}  // namespace tipline
