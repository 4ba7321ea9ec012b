#include "flows/engine/word_list.h"

#include <algorithm>
#include <functional>
#include <iterator>

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

Result<WordList> WordList::Read(const Json& document, const std::string& language) {
  WordList words;
  if (document.is_null()) return words;
  if (!document.is_object()) return Invalid("words: allowed: an object by language");
  if (const auto own = document.find(language); own != document.end()) {
    TRY(words.ReadLanguage(language, *own));
    words.CloseOwn();
  }
  for (const auto& [other, lists] : document.items())
    if (other != language) TRY(words.ReadLanguage(other, lists));
  for (Sorted* list : {&words.stop_, &words.greeting_, &words.yes_, &words.no_})
    std::sort(list->begin(), list->end());
  return words;
}

Status WordList::ReadLanguage(const std::string& language, const Json& lists) {
  if (!lists.is_object()) return Invalid("words: " + language + ": allowed: an object of lists");
  for (const auto& [name, entry] : lists.items()) {
    const std::string where = "words: " + language + ": " + name;
    if (name == "name" || name == "duress" || name == "sensitive") continue;  // read elsewhere
    if (name == "digits") {
      TRY(ReadDigits(entry, where));
      continue;
    }
    Sorted* list = name == "stop"       ? &stop_
                   : name == "greeting" ? &greeting_
                   : name == "yes"      ? &yes_
                   : name == "no"       ? &no_
                                        : nullptr;
    if (list == nullptr)
      return Invalid(where + ": allowed: digits, stop, greeting, yes, no, duress, sensitive, name");
    Sorted words;
    TRY(Collect(entry, where, words));
    std::copy_if(words.begin(), words.end(), std::back_inserter(*list),
                 [this](const std::string& key) { return !IsOwn(key); });
  }
  return Unit{};
}

Status WordList::ReadDigits(const Json& entry, const std::string& where) {
  if (!entry.is_array()) return Invalid(where + ": allowed: a list, zero first");
  for (size_t digit = 0; digit < entry.size(); ++digit) {
    Sorted forms;
    TRY(Collect(entry[digit], where, forms));
    for (std::string& form : forms)
      if (!IsOwn(form)) digits_.try_emplace(std::move(form), static_cast<int>(digit));
  }
  return Unit{};
}

bool WordList::IsOwn(const std::string& key) const {
  return Is(own_, key);
}

void WordList::CloseOwn() {
  for (const Sorted* list : {&stop_, &greeting_, &yes_, &no_})
    own_.insert(own_.end(), list->begin(), list->end());
  for (const auto& [word, digit] : digits_)
    own_.push_back(word);
  std::sort(own_.begin(), own_.end());
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
