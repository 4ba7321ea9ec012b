// LoseNever: what no step of a file sets, no branch of it can meet. Other platforms have such
// values from elsewhere: fields of a contact, services, other flows.
#include <algorithm>
#include <array>
#include <set>

#include "flows/exchange/draft_json.h"

namespace tipline::flows::exchange {
namespace {

// What the engine itself knows, or gives while it runs.
constexpr std::array<std::string_view, 8> kBuiltIn = {
    "language", "duress", "child", "place_code", "practice", "loose_words", "ticket", "danger_now"};

struct Given {
  bool any = false;    // by something that only we have: whatever
  bool typed = false;  // words or a number
  std::set<std::string> values;
};

class Gives {
 public:
  explicit Gives(const std::vector<DraftFlow>& flows) {
    for (const DraftFlow& flow : flows)
      for (const DraftStep& step : flow.steps)
        Add(step);
    given_["medium"].values = {"sms", "ussd"};
    for (const std::string_view name : kBuiltIn)
      given_[std::string(name)].any = true;
  }
  const Given& Of(const std::string& variable) const {
    static const Given kNothing;
    const auto found = given_.find(variable);
    return found == given_.end() ? kNothing : found->second;
  }

 private:
  void Add(const DraftStep& step) {
    if (!step.var.empty()) AddAnswer(step, given_[step.var]);
    for (const DraftOption& option : step.options)
      AddValues(option.set);
    AddValues(step.values);
    if (const auto values = step.fields.find("values");
        values != step.fields.end() && values->is_object())
      for (const auto& [name, value] : values->items())
        given_[name].any = true;
    if (const auto gives = step.fields.find("gives");
        gives != step.fields.end() && gives->is_array())
      for (const auto& name : *gives)
        if (name.is_string()) given_[name.get<std::string>()].any = true;
  }
  static void AddAnswer(const DraftStep& step, Given& given) {
    if (step.kind == "ask_choice_many" || !step.Asks())
      given.any = true;
    else if (step.options.empty())
      given.typed = true;
    for (const DraftOption& option : step.options)
      given.values.insert(option.value);
  }
  void AddValues(const Values& values) {
    for (const auto& [name, value] : values)
      if (!value.empty()) given_[name].values.insert(value);
  }

  std::map<std::string, Given> given_;
};

void LoseCase(const DraftFlow& flow, const DraftStep& step, const Case& one, const Given& given,
              Losses& losses) {
  const auto lose = [&](const std::string& what, const char* why) {
    losses.push_back({flow.name, step.id, what, why});
  };
  const std::string what = "case of " + one.var;
  if (given.any) return;
  if (!given.typed && given.values.empty())
    return lose(what, one.presence && !one.is_set ? "no step here sets it: always true"
                                                  : "no step here sets it: never true");
  if (one.presence) return;
  const bool known = std::all_of(one.values.begin(), one.values.end(),
                                 [&](const auto& value) { return given.values.count(value) != 0; });
  if (!known && given.typed) return lose(what, "true here only if exactly these words are typed");
  for (const std::string& value : one.values)
    if (given.values.count(value) == 0)
      lose(what + " = " + value, "no step here gives this value: never true");
}

}  // namespace

void LoseNever(const std::vector<DraftFlow>& flows, Losses& losses) {
  const Gives gives(flows);
  for (const DraftFlow& flow : flows)
    for (const DraftStep& step : flow.steps)
      for (const Case& one : step.cases)
        LoseCase(flow, step, one, gives.Of(one.var), losses);
}

}  // namespace tipline::flows::exchange
