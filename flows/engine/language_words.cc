#include "flows/engine/language_words.h"

#include <array>

#include <nlohmann/json.hpp>

#include "flows/base/text.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

constexpr size_t kDigits = 10;
constexpr const char* kSensitive = "sensitive";
constexpr std::array<const char*, 5> kBundleLists = {"stop", "greeting", "yes", "no", "duress"};

Json Object(const Catalog& catalog) {
  Json out = Json::object();
  Json digits = Json::array();
  bool any = false;
  for (size_t digit = 0; digit < kDigits; ++digit) {
    digits.push_back(ListIn(catalog, kWordsContext + ("digit." + std::to_string(digit))));
    any = any || !digits.back().empty();
  }
  if (any) out["digits"] = std::move(digits);
  for (const std::string list : kBundleLists)
    if (auto words = ListIn(catalog, kWordsContext + list); !words.empty())
      out[list] = std::move(words);
  if (const auto name = ListIn(catalog, std::string(kWordsContext) + "name"); !name.empty())
    out["name"] = name.front();
  return out;
}

const Json* Find(const Json& words, const std::string& language, const std::string& list) {
  if (!words.is_object()) return nullptr;
  const auto own = words.find(language);
  if (own == words.end() || !own->is_object()) return nullptr;
  const auto found = own->find(list);
  return found == own->end() ? nullptr : &*found;
}

bool HasDigit(const Json& words, const std::string& language, size_t digit) {
  const Json* digits = Find(words, language, "digits");
  return digits != nullptr && digits->is_array() && digit < digits->size() &&
         !(*digits)[digit].empty();
}

}  // namespace

const std::vector<std::string>& NeededLists() {
  static const std::vector<std::string> lists = [] {
    std::vector<std::string> names;
    for (size_t digit = 0; digit < kDigits; ++digit)
      names.push_back("digit." + std::to_string(digit));
    names.insert(names.end(), kBundleLists.begin(), kBundleLists.end());
    names.insert(names.end(), {kSensitive, "name"});
    return names;
  }();
  return lists;
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    if (const auto line = Trim(std::string_view(text).substr(at, end - at)); !line.empty())
      lines.emplace_back(line);
    at = end + 1;
  }
  return lines;
}

std::vector<std::string> ListIn(const Catalog& catalog, const std::string& context) {
  const auto entry = catalog.entries.find(context);
  return entry == catalog.entries.end() ? std::vector<std::string>() : LinesOf(entry->second.text);
}

std::vector<std::string> MissingLists(const Catalog& catalog) {
  std::vector<std::string> missing;
  for (const std::string& list : NeededLists())
    if (ListIn(catalog, kWordsContext + list).empty()) missing.push_back(list);
  return missing;
}

std::vector<std::string> MissingLists(const Json& words, const std::string& language) {
  std::vector<std::string> missing;
  for (size_t i = 0; i < NeededLists().size(); ++i) {
    const std::string& list = NeededLists()[i];
    const Json* found = i < kDigits ? nullptr : Find(words, language, list);
    if (i < kDigits ? !HasDigit(words, language, i) : found == nullptr || found->empty())
      missing.push_back(list);
  }
  return missing;
}

Json BundleWords(const Json& words, const std::vector<Catalog>& catalogs) {
  Json out = words.is_object() ? words : Json::object();
  for (const Catalog& catalog : catalogs)
    if (Json object = Object(catalog); !object.empty()) out[catalog.language].update(object);
  for (Json& lists : out)
    if (lists.is_object()) lists.erase(kSensitive);
  return out.empty() ? Json() : out;
}

std::vector<std::string> DuressWords(const Json& words, const std::string& language) {
  std::vector<std::string> out;
  const Json* list = Find(words, language, "duress");
  if (list == nullptr || !list->is_array()) return out;
  for (const Json& word : *list) {
    if (!word.is_string()) continue;
    const std::string folded = FoldBare(word.get<std::string>());
    out.emplace_back(TrimPunctuation(folded));
  }
  return out;
}

std::string OwnName(const Json& words, const std::string& language) {
  const Json* name = Find(words, language, "name");
  return name != nullptr && name->is_string() ? name->get<std::string>() : LanguageName(language);
}

void AddSensitive(const Json& words, const std::string& language, SensitiveWords& list) {
  const Json* lines = Find(words, language, kSensitive);
  if (lines == nullptr || !lines->is_array()) return;
  for (const Json& line : *lines)
    if (line.is_string()) list.Add(line.get<std::string>());
}

void AddSensitive(const Catalog& catalog, SensitiveWords& list) {
  for (const std::string& line : ListIn(catalog, std::string(kWordsContext) + kSensitive))
    list.Add(line);
}

}  // namespace tipline::flows
