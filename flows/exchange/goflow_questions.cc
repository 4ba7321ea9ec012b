// ReadGoflowQuestion: a router that waits is a question in words, for a number, or a menu.
#include <algorithm>
#include <utility>

#include "flows/base/input.h"
#include "flows/base/text.h"
#include "flows/exchange/goflow_import.h"

namespace tipline::flows::exchange {
namespace {

bool IsNumber(const GoflowCase& one) {
  return one.type.starts_with("has_number") && one.type != "has_number_eq";
}
bool IsWords(const GoflowCase& one) {
  return one.type == "has_text" || one.type == "has_value";
}

void ReadNumber(const GoflowFlow& in, const GoflowRouter& router, const GoflowCase& number,
                DraftStep& step) {
  step.kind = "ask_number";
  step.max = 9999;
  const auto argument = [&](size_t at, int unless) {
    if (at >= number.arguments.size()) return unless;
    return WholeNumber(number.arguments[at]).value_or(unless);
  };
  if (number.type == "has_number_between") {
    step.min = argument(0, 0);
    step.max = std::max(step.min, argument(1, 9999));
  } else if (number.type != "has_number") {
    in.Lose(step.var, number.type, "any number is an answer here");
  }
  step.next = router.ToOf(number.category);
  if (router.cases.size() > 1)
    in.Lose(step.var, "further tests of a number", "all numbers go one way here");
  if (const GoflowCategory* otherwise = router.Otherwise()) step.miss = otherwise->to;
}

void ReadWords(const GoflowRouter& router, bool skips, DraftStep& step) {
  step.kind = "ask_text";
  const bool text = !router.cases.empty() && !skips;
  const GoflowCategory* to = text ? router.Find(router.cases.front().category) : router.Otherwise();
  step.next = to == nullptr ? std::string() : to->to;
  if (skips) step.fields["skip"] = true;
}

// Every category with a case is an answer; its text is the numbered line of the message that
// asks (set when both are one step), else the category's name.
void ReadMenu(const GoflowFlow& in, const GoflowRouter& router, DraftStep& step) {
  step.kind = "menu";
  const std::string timeout = router.node["wait"]["timeout"]["category_uuid"].Text();
  std::map<std::string, int> values;
  for (const GoflowCategory& category : router.categories) {
    const auto leads_here = [&](const GoflowCase& one) { return one.category == category.uuid; };
    if (std::none_of(router.cases.begin(), router.cases.end(), leads_here)) continue;
    if (category.uuid == timeout) continue;
    DraftOption option;
    option.value = UniqueName(GoflowValue(category.name), values);
    option.text = in.texts.Localized(category.uuid, "name", category.name);
    for (const GoflowCase& one : router.cases)
      if (leads_here(one) && one.type == "has_only_phrase" && one.arguments.size() == 1)
        option.text = in.texts.Localized(one.uuid, "arguments", one.arguments.front());
    option.text = in.texts.Ours(option.text, step.var);
    option.next = category.to;
    step.options.push_back(std::move(option));
  }
  if (const GoflowCategory* otherwise = router.Otherwise()) step.miss = otherwise->to;
}

}  // namespace

void ReadGoflowQuestion(const GoflowFlow& in, const GoflowRouter& router, DraftStep& step) {
  step.var = PlainName(router.node["result_name"].Text(), "answer");
  const auto& cases = router.cases;
  const auto number = std::find_if(cases.begin(), cases.end(), IsNumber);
  if (number != cases.end()) return ReadNumber(in, router, *number, step);
  const GoflowCategory* only = cases.size() == 1 ? router.Find(cases.front().category) : nullptr;
  const bool skips = only != nullptr && only->name == "Skipped";
  if (skips || std::all_of(cases.begin(), cases.end(), IsWords))
    return ReadWords(router, skips, step);
  ReadMenu(in, router, step);
}

}  // namespace tipline::flows::exchange
