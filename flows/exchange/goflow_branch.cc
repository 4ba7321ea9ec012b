// ReadGoflowBranch: a router that looks at a result and does not wait.
#include <algorithm>
#include <array>
#include <utility>

#include "flows/base/text.h"
#include "flows/exchange/expression.h"
#include "flows/exchange/goflow_import.h"

namespace tipline::flows::exchange {
namespace {

// Nothing: a test that cannot be said here.
std::optional<Case> CaseOf(const std::string& var, const GoflowCase& one) {
  static constexpr std::array<std::string_view, 4> kEqual = {"has_category", "has_only_text",
                                                             "has_only_phrase", "has_any_word"};
  Case made;
  made.var = PlainName(var, "value");
  made.presence = one.type == "has_text" || one.type == "has_value";
  const bool equal = std::find(kEqual.begin(), kEqual.end(), one.type) != kEqual.end();
  for (const std::string& argument : one.arguments) {
    if (one.type == "has_any_word")  // each of them
      for (const std::string_view word : Words(argument))
        made.values.push_back(GoflowValue(std::string(word)));
    else if (equal)
      made.values.push_back(GoflowValue(argument));
  }
  if (!made.presence && made.values.empty()) return std::nullopt;
  return made;
}

// What an export of ours writes for "there is no such result".
bool AsksForAbsence(const GoflowRouter& router, const DraftStep& step) {
  const GoflowCategory* otherwise = router.Otherwise();
  return otherwise != nullptr && otherwise->name == "Not Set" && step.cases.size() == 1 &&
         step.cases.front().presence;
}

}  // namespace

void ReadGoflowBranch(const GoflowFlow& in, const GoflowRouter& router, const std::string& name,
                      DraftStep& step) {
  std::string operand = router.node["operand"].Text();
  if (!operand.empty() && operand.front() == '@') operand.erase(0, 1);
  const std::string var = VariableOf(operand);
  if (const GoflowCategory* otherwise = router.Otherwise()) step.next = otherwise->to;
  if (var.empty()) {
    if (operand != "child.status")
      in.Lose(name, "@" + operand.substr(0, 60), "a test that cannot be said here");
    else
      step.next = router.ToOf(router.cases.front().category);
    return;
  }
  step.kind = "branch";
  for (const GoflowCase& one : router.cases) {
    auto made = CaseOf(var, one);
    if (!made) {
      in.Lose(name, one.type, "a test that cannot be said here");
      continue;
    }
    const std::string to = router.ToOf(one.category);
    made->next = {to.empty() ? in.flow.Finish() : to, -1};
    step.cases.push_back(*std::move(made));
  }
  if (step.cases.empty()) step.kind.clear();
  if (step.next.empty()) step.next = in.flow.Finish();
  if (!AsksForAbsence(router, step)) return;
  Case& one = step.cases.front();
  one.is_set = false;
  std::swap(one.next.name, step.next);
}

}  // namespace tipline::flows::exchange
