// Reads one JSON object of a flow document strictly: unknown fields and wrong types are errors that
// name file, step and field. Used by BuildBundle and by the step kinds. One thread; lives while its
// document does.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/engine/bundle_data.h"

namespace tipline::flows {

// The first error of a build. Reading goes on after it so that code stays straight; the result is
// thrown away.
struct BuildError {
  std::string text;
  void Add(const std::string& where, const std::string& what) {
    if (text.empty()) text = where + ": " + what;
  }
};

// Gives a source text in every language.
using Translate = std::function<Wording(std::string key, std::string source)>;

class StepReader {
 public:
  // `where`: "config/flows/main.json: step safe"; `prefix`: of PO contexts, "main:safe:".
  StepReader(const nlohmann::json& object, std::string where, std::string prefix,
             const Translate& translate, BuildError& error);
  StepReader(const StepReader&) = delete;
  StepReader& operator=(const StepReader&) = delete;
  ~StepReader() = default;

  bool Has(const char* field) const;
  std::string Text(const char* field);           // empty if absent
  std::string Need(const char* field);           // an error if absent or empty
  std::string Name(const char* field);           // Need, and only a-z 0-9 _
  int Number(const char* field, int otherwise);  // 0 .. 1'000'000
  bool Flag(const char* field);
  std::vector<std::string> Texts(const char* field);
  Values TextMap(const char* field);
  Target Next(const char* field = "next") { return {Text(field), -1}; }
  Wording Words(const char* field, const std::string& slot);  // no wording if absent
  // "options": value, text, next, set, bland (at most one). Needs at least one.
  std::vector<Choice> Options();
  std::vector<Case> Cases();    // "cases"
  std::vector<Point> Points();  // "points": item, var, is or in, weight, text?
  void Wrong(const char* field, const std::string& what);
  void Accept(const char* field) { known_.emplace(field); }  // read elsewhere
  void Finish();                                             // refuses fields that nobody asked for

 private:
  const nlohmann::json* Find(const char* field);
  Case ReadCase(const nlohmann::json& entry, const std::string& where);

  const nlohmann::json& object_;
  std::string where_;
  std::string prefix_;
  const Translate& translate_;
  BuildError& error_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace tipline::flows
