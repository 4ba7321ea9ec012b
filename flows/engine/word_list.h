// Words that people type instead of digits or keys, per language:
// {"en":{"digits":["zero","one",…],"stop":[…],"greeting":[…], "yes":[…],"no":[…]}}. A digit's entry
// may be a list of forms. Immutable once read; thread-safe. Tests:
// tests/flows/engine/word_list_test.cc
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"

namespace tipline::flows {

class WordList {
 public:
  // For people who chose `language`: words of any language count, for people mix them, but a word
  // means what it means in their own ("ba" is three in one language and no in another). null: no
  // words. kInvalid names language and list.
  static Result<WordList> Read(const nlohmann::json& document, const std::string& language);

  // `key`: folded, no punctuation at the ends (Typed::key).
  std::optional<int> Digit(std::string_view key) const;
  bool IsStop(std::string_view key) const { return Is(stop_, key); }
  bool IsGreeting(std::string_view key) const { return Is(greeting_, key); }
  bool IsYes(std::string_view key) const { return Is(yes_, key); }
  bool IsNo(std::string_view key) const { return Is(no_, key); }

 private:
  using Sorted = std::vector<std::string>;
  static bool Is(const Sorted& words, std::string_view key);
  Status ReadLanguage(const std::string& language, const nlohmann::json& lists);
  Status ReadDigits(const nlohmann::json& entry, const std::string& where);
  bool IsOwn(const std::string& key) const;  // says something in the first language read
  void CloseOwn();

  std::map<std::string, int, std::less<>> digits_;
  Sorted stop_, greeting_, yes_, no_;
  Sorted own_;  // every word of the first language
};

}  // namespace tipline::flows
