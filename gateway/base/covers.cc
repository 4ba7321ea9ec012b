#include "gateway/base/covers.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "flows/base/json.h"
#include "flows/engine/catalog.h"
#include "gateway/base/files.h"

namespace tipline {
namespace {

constexpr size_t kMaxCoverBytes = size_t{64} * 1024;
constexpr size_t kMaxCatalogBytes = size_t{2} * 1024 * 1024;

// Only what a language tag can be: it becomes part of a file's name.
bool IsTag(std::string_view language) {
  return !language.empty() && language.size() <= 16 &&
         std::all_of(language.begin(), language.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
         });
}

// Empty: no such catalog, or no such wording in it.
Result<std::string> InCatalog(const std::string& path, const std::string& id) {
  const auto text = ReadFile(path, kMaxCatalogBytes);
  if (!text && text.error().code == Code::kNotFound) return std::string();
  if (!text) return text.error();
  TRY_ASSIGN(const flows::Catalog catalog, flows::ReadCatalog({path, *text}));
  const auto found = catalog.entries.find("cover:" + id);
  return found == catalog.entries.end() ? std::string() : found->second.text;
}

Result<std::string> InSource(const std::string& path, const std::string& id) {
  TRY_ASSIGN(const std::string text, ReadFile(path, kMaxCoverBytes));
  const auto json = ParseJson(text, JsonLimits{});
  if (!json || !json->is_object()) return Invalid(path + ": not a JSON object");
  const auto found = json->find(id);
  if (found != json->end() && found->is_string()) return found->get<std::string>();
  return NotFound(path + ": no wording " + id);
}

}  // namespace

bool IsCover(std::string_view id) {
  static constexpr std::array<std::string_view, 3> kCovers = {"order", "greeting", "weather"};
  return std::find(kCovers.begin(), kCovers.end(), id) != kCovers.end();
}

Result<std::string> CoverText(const std::string& flows_dir, std::string_view language,
                              const std::string& id) {
  const std::string base(language.substr(0, language.find('-')));
  for (const std::string& tag : {std::string(language), base}) {
    if (!IsTag(tag)) continue;
    TRY_ASSIGN(std::string text, InCatalog(flows_dir + "/" + tag + ".po", id));
    if (!text.empty()) return text;
  }
  return InSource(flows_dir + "/cover/en.json", id);
}

}  // namespace tipline
