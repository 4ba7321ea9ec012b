// DraftTargets, and what steps and flows of a draft say of themselves.
#include <algorithm>

#include "flows/exchange/draft_fold.h"

namespace tipline::flows::exchange {

void DraftTargets::Index() {
  at_.clear();
  for (size_t i = 0; i < flow_.steps.size(); ++i)
    at_.emplace(flow_.steps[i].id, i);
}

DraftStep* DraftTargets::Find(const std::string& id) {
  const auto found = at_.find(id);
  return found == at_.end() ? nullptr : &flow_.steps[found->second];
}

void DraftTargets::EachOf(DraftStep& step, const Visit& visit) {
  visit(step.next);
  for (DraftOption& option : step.options)
    visit(option.next);
  for (Case& one : step.cases)
    visit(one.next.name);
  for (const char* name : {"none", "one", "many"}) {
    const auto field = step.fields.find(name);
    if (field != step.fields.end() && field->is_string()) visit(field->get_ref<std::string&>());
  }
}

void DraftTargets::Each(const Visit& visit) {
  visit(flow_.start);
  for (DraftStep& step : flow_.steps)
    EachOf(step, visit);
}

std::map<std::string, int> DraftTargets::Count() {
  std::map<std::string, int> references;
  Each([&references](std::string& target) { ++references[target]; });
  return references;
}

bool DraftStep::Asks() const {
  return kind == "menu" || kind == "consent" || kind == "ask_age_band" ||
         kind == "ask_choice_many" || kind == "ask_text" || kind == "ask_place" ||
         kind == "ask_field" || kind == "survey" || kind == "ask_number";
}

std::string DraftFlow::Finish() {
  const bool there = std::any_of(steps.begin(), steps.end(),
                                 [](const DraftStep& step) { return step.id == kFinish; });
  if (!there) {
    DraftStep finish;
    finish.id = kFinish;
    finish.kind = "end";
    steps.push_back(std::move(finish));
  }
  return kFinish;
}

}  // namespace tipline::flows::exchange
