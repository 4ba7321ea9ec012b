#include "tests/flows/walk/deeds.h"

#include <algorithm>

#include "flows/steps/kind.h"

namespace tipline::flows::testing {
namespace {

const Flow* FlowOf(const BundleData& data, const std::string& name) {
  const int index = data.FindFlow(name);
  return index < 0 ? nullptr : &data.flows[static_cast<size_t>(index)];
}

// As long as such things are.
std::string SampleOf(const std::string& name) {
  const auto has = [&](const char* part) { return name.find(part) != std::string::npos; };
  if (has("phone")) return "+254 700 000 001";
  if (has("date") || has("until") || has("checked") || has("check")) return "28 Nov 2026";
  if (has("hours")) return "Mon-Fri 08:00-17:00";
  if (has("opens")) return "08:00";
  if (has("text")) return "Nobody may take a fee from you for a job. Ask for a written contract.";
  if (has("note") || has("message")) return "Please ask for Amina at the second door.";
  if (has("count") || has("messages") || has("on")) return "2";
  return "Blue Sky Agency";
}

std::string LongText() {
  std::string text;
  for (int i = 0; i < 60; ++i)
    text += "they keep us here ";
  return text;
}

}  // namespace

std::set<std::string> PartsOf(const BundleData& data, const std::string& root) {
  std::set<std::string> parts;
  std::vector<std::string> open = {root};
  while (!open.empty()) {
    const std::string name = open.back();
    open.pop_back();
    const Flow* flow = FlowOf(data, name);
    if (flow == nullptr || !parts.insert(name).second) continue;
    for (const Step& step : flow->steps) {
      const Flow* called = step.subflow.empty() ? nullptr : FlowOf(data, step.subflow);
      if (called == nullptr) continue;
      if (called->budget_screens == 0 || step.next.given()) open.push_back(step.subflow);
    }
  }
  return parts;
}

Asked AskedAbout(const BundleData& data, const std::set<std::string>& flows) {
  Asked asked;
  std::set<std::string> several;  // "all that fit" has too many answers; all of them are tried
  for (const std::string& name : flows)
    for (const Step& step : FlowOf(data, name)->steps) {
      for (const Case& one : step.cases)
        asked[one.var].insert(one.values.begin(), one.values.end());
      if (std::string_view(step.kind->name()) == "ask_choice_many") several.insert(step.var);
    }
  for (const std::string& name : flows)
    for (const Step& step : FlowOf(data, name)->steps)
      for (const Point& point : step.points)
        if (several.count(point.var) == 0)
          asked[point.var].insert(point.values.begin(), point.values.end());
  return asked;
}

std::vector<Found> SeedsOf(const BundleData& data, const std::set<std::string>& flows,
                           const Asked& asked) {
  std::set<std::string> set = {var::kMedium, var::kLanguage, var::kDuress};
  for (const std::string& name : flows)
    for (const Step& step : FlowOf(data, name)->steps) {
      set.insert(step.var);
      set.insert(step.gives.begin(), step.gives.end());
      if (step.source.empty() && step.inquiry.empty())  // else what it looks by, or sends
        for (const auto& [variable, value] : step.values)
          set.insert(variable);
      for (const Choice& choice : step.options)
        for (const auto& [variable, value] : choice.set)
          set.insert(variable);
    }
  std::vector<Found> seeds = {{}};
  for (const auto& [name, values] : asked) {
    if (set.count(name) != 0) continue;
    if (values.empty()) seeds.push_back({{name, "yes"}});
    for (const std::string& value : values)
      seeds.push_back({{name, value}});
  }
  return seeds;
}

std::vector<std::string> RolesOf(const BundleData& data, const std::set<std::string>& flows,
                                 const Asked& asked) {
  std::vector<std::string> roles = {""};
  const bool asks = std::any_of(flows.begin(), flows.end(), [&](const std::string& name) {
    const auto& steps = FlowOf(data, name)->steps;
    return std::any_of(steps.begin(), steps.end(), [](const Step& step) {
      return std::string_view(step.kind->name()) == "role";
    });
  });
  if (!asks) return roles;
  const auto values = asked.find("role");
  if (values != asked.end())
    roles.insert(roles.end(), values->second.begin(), values->second.end());
  roles.emplace_back("another");  // where branches name some and go on with the rest
  return roles;
}

std::vector<Found> OutcomesOf(const std::vector<std::string>& gives, const Asked& asked) {
  Found all;
  for (const std::string& name : gives) {
    const auto values = asked.find(name);
    const bool some = values != asked.end() && !values->second.empty();
    all[name] = some ? *values->second.begin() : SampleOf(name);
  }
  std::vector<Found> outcomes = {all};
  if (!gives.empty()) outcomes.emplace_back();
  for (const std::string& name : gives) {
    const auto values = asked.find(name);
    if (values == asked.end()) continue;
    outcomes.push_back(all);
    outcomes.back().erase(name);
    outcomes.push_back(all);
    outcomes.back()[name] = SampleOf(name);
    for (const std::string& value : values->second) {
      outcomes.push_back(all);
      outcomes.back()[name] = value;
    }
  }
  return outcomes;
}

std::map<std::string, std::vector<Answers>> AnswersOf(const BundleData& data,
                                                      const std::set<std::string>& flows,
                                                      const Asked& asked) {
  std::map<std::string, std::set<std::string>> gives;
  for (const std::string& name : flows)
    for (const Step& step : FlowOf(data, name)->steps)
      if (!step.source.empty()) gives[step.source].insert(step.gives.begin(), step.gives.end());
  std::map<std::string, std::vector<Answers>> answers;
  for (const auto& [source, names] : gives) {
    auto& list = answers[source];
    list.emplace_back();
    for (const Found& found : OutcomesOf({names.begin(), names.end()}, asked)) {
      const Values values(found.begin(), found.end());
      list.push_back({{}, false, values});
      list.push_back({{{"Blue Sky Agency, Nairobi", values}}, false, values});
    }
    Answers many = list.back();
    many.hits.resize(kMaxHits, many.hits.front());
    list.push_back(std::move(many));
  }
  return answers;
}

std::vector<std::string> TypedAnywhere(const BundleData& data, const Step* step, bool duress) {
  std::vector<std::string> typed = {"zzzzz", "9", "*", "0"};
  if (duress)
    for (const auto& words : data.duress)
      if (!words.empty()) {
        typed.push_back(words.front());
        break;
      }
  if (step != nullptr && step->free == FreeKind::kText) typed.push_back(LongText());
  return typed;
}

std::vector<std::string> TypedAt(const Session& session, const Step* step) {
  if (session.detour == "language") return {kOwnLanguage};
  if (session.resuming || !session.detour.empty()) return {"1", "2"};
  std::vector<std::string> typed;
  if (step == nullptr) return typed;
  const std::string_view kind = step->kind->name();
  size_t options = step->options.size();
  if (kind == "pick") options = kMaxHits + 1;
  if (kind == "ask_language") typed.emplace_back(kOwnLanguage);
  if (step->can_skip || kind == "inquire") options = std::max<size_t>(options, 1);
  for (size_t i = 1; i <= options; ++i)
    typed.push_back(std::to_string(i));
  if (kind == "ask_choice_many") {
    std::string all;
    for (size_t i = 1; i <= options; ++i)
      all += std::to_string(i) + " ";
    typed.push_back(std::move(all));
  }
  if (kind == "ask_number")
    for (const int number : {step->min, step->max, step->max + 1})
      typed.push_back(std::to_string(number));
  if (kind == "ask_code")
    for (const char* code : {"0412345678", "0412345678 2749", "04123"})
      typed.emplace_back(code);
  if (kind == "ask_pin") typed.emplace_back("2749");
  if (step->free || kind == "ask_name" || kind == "ask_secret" || kind == "ask_phone")
    for (const char* words : {"Kisumu road", "0711000002", "x"})
      typed.emplace_back(words);
  return typed;
}

}  // namespace tipline::flows::testing
