// Structured messages of facilitators (domain.md F58): a word for what it is, and fields that are
// one letter and a value: "CL A12 S F W stone quarry P Kaya". In any order, case and spacing, with
// or without ":", "=" and commas; a part of it is enough. Which letters and words there are is data
// (config/data/reports.json). Pure; thread-safe. Tests: tests/flows/report with
// tests/data/report/grammar.json
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/base/result.h"

namespace tipline::flows::report {

struct Field {
  enum class Kind { kNumber, kOneOf, kWords } kind = Kind::kWords;
  char letter = 'a';
  int from = 0, to = 0;                                     // kNumber
  std::vector<std::pair<std::string, std::string>> values;  // kOneOf: as typed -> what it means
};

struct Type {
  std::string word;                     // "cl"
  std::vector<std::string> needs, may;  // letters
  bool makes_case = false;              // somebody may need help, whatever is missing
};

const Type* FindType(const std::vector<Type>& types, std::string_view word);  // nullptr: none

struct Grammar {
  std::vector<Field> fields;
  std::vector<Type> types;
  const Type* FindType(std::string_view word) const { return report::FindType(types, word); }
};
// kInvalid names row and field.
Result<Grammar> ReadGrammar(const nlohmann::json& document);

struct Report {
  std::string type;                           // word of a type; empty: not said
  std::map<std::string, std::string> fields;  // letter -> value
  std::vector<std::string> unread;            // what no field took
  bool empty() const { return type.empty() && fields.empty(); }
};
// `type`: known already, from a menu.
Report Read(const Grammar& grammar, std::string_view text, std::string_view type = {});
// "CL; A=12; P=Kaya", which Read reads back; without what was not understood.
std::string Write(const Report& report);
// The same without the grammar, only for what Write wrote.
Report ReadWritten(std::string_view written);
// "W, P": the letters that are still needed; "CL/AW/FV" where the type is not known; empty: none.
std::string Missing(const std::vector<Type>& types, const Report& report);
// What the later one says stands. `changes`: something that the earlier one said otherwise.
Report Merge(Report earlier, const Report& later, bool* changes = nullptr);

// "cl!:ap fv:pr": what whoever keeps reports has to know of the types.
std::string WriteNeeds(const Grammar& grammar);
std::vector<Type> ReadNeeds(std::string_view written);

}  // namespace tipline::flows::report
