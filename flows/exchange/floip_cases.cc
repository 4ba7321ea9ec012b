// ReadFloipCases and ReadFloipSets: blocks that look at a variable, and blocks that set one.
#include <utility>

#include "flows/exchange/floip_import.h"

namespace tipline::flows::exchange {
namespace {

// Answers are names here, and comparisons there know no capitals: "Green Apple" is green_apple.
std::string ValueOf(const std::string& value, bool own) {
  return own || value.empty() ? value : ValueName(value);
}

std::string Lowercase(std::string value) {
  for (char& c : value)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return value;
}

// Nothing: a test that cannot be said here.
std::optional<Case> CaseOf(const FloipFlow& in, const Test& test, bool own) {
  Case one;
  one.values = test.values;
  if (test.subject == "run.mode") {
    one.var = "medium";
    for (std::string& value : one.values)
      value = Lowercase(value);
  } else {
    const std::string path = VariableOf(test.subject);
    if (path.empty()) return std::nullopt;
    const bool result = test.subject.find("results.") != std::string::npos;
    const std::string* variable = result ? in.names.Variable(path) : nullptr;
    one.var = variable != nullptr ? *variable : PlainName(path, "value");
    for (std::string& value : one.values)
      value = ValueOf(value, own);
  }
  if (test.values == std::vector<std::string>{""}) {
    one.presence = true;
    one.is_set = !test.equal;
    one.values.clear();
  } else if (!test.equal) {
    return std::nullopt;
  }
  return one;
}

}  // namespace

void ReadFloipCases(const FloipFlow& in, const FloipExits& exits, bool own, DraftStep& step) {
  step.kind = "branch";
  bool has_default = false;
  for (const FloipExit& exit : exits) {
    if (exit.otherwise && std::exchange(has_default, true)) {
      in.Lose(step.id, "exit " + exit.name, "a second default");
      continue;
    }
    if (exit.otherwise) {
      step.next = exit.to;
      continue;
    }
    auto one = exit.test ? CaseOf(in, *exit.test, own) : std::nullopt;
    if (!one) {
      in.Lose(step.id, "exit " + exit.name, "a test that cannot be said here");
      continue;
    }
    one->next = {exit.to.empty() ? in.flow.Finish() : exit.to, -1};
    step.cases.push_back(*std::move(one));
  }
  if (step.cases.empty()) step.kind.clear();
  if (!own && step.next.empty()) step.next = in.flow.Finish();
}

void ReadFloipSets(const FloipFlow& in, const Node& block, DraftStep& step) {
  step.kind = "set";
  const bool own = block["vendor_metadata"]["tipline"].given();
  std::map<std::string, int> names;
  for (const Node& one : FloipProperties(block)) {
    const std::string name = PlainName(one["property_key"].NeedText(), "value");
    const std::string value = one["property_value"].Text();
    if (!own && value.find('@') != std::string::npos) {
      in.Lose(step.id, "value of " + name, "an expression");
    } else if (names.emplace(name, 1).second) {
      step.values.emplace_back(name, ValueOf(value, own));
    } else {
      in.Lose(step.id, "value of " + name, "set twice: the first one counts here");
    }
  }
  if (step.values.empty()) step.kind.clear();
}

}  // namespace tipline::flows::exchange
