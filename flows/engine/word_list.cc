#include "flows/engine/word_list.h"

#include <algorithm>
#include <functional>

#include <nlohmann/json.hpp>

#include "flows/base/text.h"

namespace tipline::flows {
namespace {

using Json = nlohmann::json;

std::string Key(const std::string& word) {
  const std::string folded = FoldBare(word);
  return std::string(TrimPunctuation(folded));
}

// A word or a list of words.
Status Collect(const Json& entry, const std::string& where, std::vector<std::string>& out) {
  if (entry.is_string()) {
    out.push_back(Key(entry.get<std::string>()));
    return Unit{};
  }
  if (!entry.is_array()) return Invalid(where + ": allowed: a word or a list of words");
  for (const Json& word : entry)
    TRY(Collect(word, where, out));
  return Unit{};
}

}  // namespace

Result<WordList> WordList::Read(const Json& document) {
  if (!document.is_object()) return Invalid("words: allowed: an object by language");
  WordList words;
  for (const auto& [language, lists] : document.items())
    TRY(words.ReadLanguage(language, lists));
  for (Sorted* list : {&words.stop_, &words.greeting_, &words.yes_, &words.no_})
    std::sort(list->begin(), list->end());
  return words;
}

Status WordList::ReadLanguage(const std::string& language, const Json& lists) {
  if (!lists.is_object()) return Invalid("words: " + language + ": allowed: an object of lists");
  for (const auto& [name, entry] : lists.items()) {
    const std::string where = "words: " + language + ": " + name;
    if (name == "digits") {
      if (!entry.is_array()) return Invalid(where + ": allowed: a list, zero first");
      for (size_t digit = 0; digit < entry.size(); ++digit) {
        std::vector<std::string> forms;
        TRY(Collect(entry[digit], where, forms));
        for (std::string& form : forms)
          digits_.try_emplace(std::move(form), static_cast<int>(digit));
      }
      continue;
    }
    Sorted* list = name == "stop"       ? &stop_
                   : name == "greeting" ? &greeting_
                   : name == "yes"      ? &yes_
                   : name == "no"       ? &no_
                                        : nullptr;
    if (list == nullptr) return Invalid(where + ": allowed: digits, stop, greeting, yes, no");
    TRY(Collect(entry, where, *list));
  }
  return Unit{};
}

std::optional<int> WordList::Digit(std::string_view key) const {
  const auto found = digits_.find(key);
  if (found == digits_.end()) return std::nullopt;
  return found->second;
}

bool WordList::Is(const Sorted& words, std::string_view key) {
  return std::binary_search(words.begin(), words.end(), key, std::less<>());
}

}  // namespace tipline::flows
