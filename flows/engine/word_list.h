// Words that people type instead of digits or keys, per language:
// {"en":{"digits":["zero","one",…],"stop":[…],"greeting":[…], "yes":[…],"no":[…]}}. A digit's entry
// may be a list of forms. Immutable once read; thread-safe.
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
  // kInvalid names language and list.
  static Result<WordList> Read(const nlohmann::json& document);

  // `key`: folded, no punctuation at the ends (Typed::key). Words of any language count: people mix
  // them.
  std::optional<int> Digit(std::string_view key) const;
  bool IsStop(std::string_view key) const { return Is(stop_, key); }
  bool IsGreeting(std::string_view key) const { return Is(greeting_, key); }
  bool IsYes(std::string_view key) const { return Is(yes_, key); }
  bool IsNo(std::string_view key) const { return Is(no_, key); }

 private:
  using Sorted = std::vector<std::string>;
  static bool Is(const Sorted& words, std::string_view key);
  Status ReadLanguage(const std::string& language, const nlohmann::json& lists);

  std::map<std::string, int, std::less<>> digits_;
  Sorted stop_, greeting_, yes_, no_;
};

}  // namespace tipline::flows
