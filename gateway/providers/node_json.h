// Reads a JSON file of ours member by member and says what is wrong with it: "FILE: /pointer: found
// X; allowed: Y". The first problem counts; reading goes on with defaults. Not thread-safe. Tests:
// tests/gateway/providers/dialect_test.cc.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/base/result.h"

namespace tipline::gateway {

struct Problem {
  std::string file;
  std::optional<Error> first;
  void Found(const std::string& pointer, const std::string& found, const std::string& allowed);
};

class Node {
 public:
  // `value` and `problem` must outlive it.
  Node(const nlohmann::json& value, std::string pointer, Problem& problem);

  bool Has(const std::string& key) const;
  // Each of these takes note that there may be such a member.
  Node Child(const std::string& key);  // an object; empty if it is missing
  std::string Text(const std::string& key, const std::string& otherwise = {});
  std::string Required(const std::string& key, const std::string& allowed);  // a text, not empty
  std::vector<std::string> Texts(const std::string& key);  // a text or a list of texts
  bool Flag(const std::string& key);
  int Number(const std::string& key, int otherwise, int least, int most);
  // The index of the text in `names`; that of `otherwise` if it is missing.
  size_t Choice(const std::string& key, const std::vector<std::string>& names, size_t otherwise);
  std::vector<std::pair<std::string, std::string>> Table(const std::string& key);  // of texts
  const nlohmann::json& Any(const std::string& key);  // null if it is missing

  void Wrong(const std::string& key, const std::string& found, const std::string& allowed);
  std::string Pointer(const std::string& key) const;
  // Refuses members that nobody asked for, but "$comment".
  void Finish() const;

 private:
  const nlohmann::json* Find(const std::string& key);

  const nlohmann::json& value_;
  std::string pointer_;
  Problem& problem_;
  std::vector<std::string> known_;
};

// For messages: "a text", "an object", ...
std::string KindOf(const nlohmann::json& value);

}  // namespace tipline::gateway
