// ReadGoflowQuestion: a router that waits is a question in words, for a number, or a menu.
#include <algorithm>
#include <array>
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
  const GoflowCategory* first = router.Find(router.cases.front().category);
  const bool skips = first != nullptr && first->name == "Skipped" && step.min > 1;
  if (skips) step.fields["skip"] = true;
  if (router.cases.size() > (skips ? 2U : 1U))
    in.Lose(step.var, "further tests of a number", "all numbers go one way here");
  if (const GoflowCategory* otherwise = router.Otherwise()) step.miss = otherwise->to;
}

void ReadWords(const GoflowFlow& in, const GoflowRouter& router, bool skips, DraftStep& step) {
  step.kind = "ask_text";
  const bool text = !router.cases.empty() && !skips;
  const GoflowCategory* to = text ? router.Find(router.cases.front().category) : router.Otherwise();
  step.next = to == nullptr ? std::string() : to->to;
  for (const GoflowCase& one : router.cases)
    if (!skips && to != nullptr && router.ToOf(one.category) != to->to)
      in.Lose(step.var, "further tests of words", "all words go one way here");
  if (skips) step.fields["skip"] = true;
}

// The number that is typed to choose it: of "1", of "1 yes"; 0: none.
int NumberIn(const GoflowCase& one) {
  static constexpr std::array<std::string_view, 7> kWords = {
      "has_any_word", "has_all_words", "has_only_phrase", "has_only_text",
      "has_phrase",   "has_beginning", "has_number_eq"};
  if (one.arguments.size() != 1) return 0;
  if (std::find(kWords.begin(), kWords.end(), one.type) == kWords.end()) return 0;
  const std::string folded = Fold(one.arguments.front());
  for (const std::string_view word : Words(folded))
    if (const auto number = WholeNumber(std::string(word)); number && *number > 0 && *number < 100)
      return *number;
  return 0;
}

// What chooses an answer there beside its number and its words is lost.
void ReadCase(const GoflowFlow& in, const GoflowCase& one, DraftStep& step, DraftOption& option) {
  const std::string argument = one.arguments.size() == 1 ? one.arguments.front() : std::string();
  const int number = NumberIn(one);
  if (option.number == 0) option.number = number;
  const bool only_number = number != 0 && Fold(argument) == std::to_string(number);
  if (only_number && option.number == number) return;
  if (one.type == "has_only_phrase" && !argument.empty() && !only_number) {
    option.text = in.texts.Localized(one.uuid, "arguments", argument);
    return;
  }
  in.Lose(step.var, one.type + " of " + option.value,
          "only its number and its text choose it here");
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
    if (option.value != GoflowValue(category.name))
      in.Lose(step.var, "category " + option.value, "two of one name: told apart here");
    for (const GoflowCase& one : router.cases)
      if (leads_here(one)) ReadCase(in, one, step, option);
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
    return ReadWords(in, router, skips, step);
  ReadMenu(in, router, step);
}

}  // namespace tipline::flows::exchange
