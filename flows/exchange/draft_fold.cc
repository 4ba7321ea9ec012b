// FoldDraft: other platforms build a question of several blocks; we have one step for it.
#include <algorithm>
#include <functional>
#include <set>

#include "flows/exchange/draft_json.h"
#include "flows/exchange/import.h"

namespace tipline::flows::exchange {
namespace {

constexpr int kMaxRounds = 512;  // of branches in a row: as many as a flow may have steps

using Visit = std::function<void(std::string& target)>;

void EachTarget(DraftStep& step, const Visit& visit) {
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

class Folder {
 public:
  Folder(DraftFlow& flow, Losses& losses) : flow_(flow), losses_(losses) { Index(); }

  void Fold() {
    SkipEmpty();
    for (DraftStep& step : flow_.steps)
      if (step.Asks() && step.miss) FoldMiss(step);
    FoldMessages();
    for (DraftStep& step : flow_.steps)
      if (step.Asks()) FoldLines(step);
    Count();
    for (DraftStep& step : flow_.steps)
      for (DraftOption& option : step.options)
        FoldSet(step, option);
    Count();
    for (DraftStep& step : flow_.steps)
      FoldBranch(step);
    for (DraftStep& step : flow_.steps)
      JoinOptions(step);
    Prune();
    if (!flow_.called)
      for (DraftStep& step : flow_.steps)
        if (step.kind == "say" && step.next.empty()) step.kind = "end";
  }

 private:
  void Index() {
    at_.clear();
    for (size_t i = 0; i < flow_.steps.size(); ++i)
      at_.emplace(flow_.steps[i].id, i);
  }
  DraftStep* Find(const std::string& id) {
    const auto found = at_.find(id);
    return found == at_.end() ? nullptr : &flow_.steps[found->second];
  }

  void EachReference(const Visit& visit) {
    visit(flow_.start);
    for (DraftStep& step : flow_.steps)
      EachTarget(step, visit);
  }

  void Count() {
    references_.clear();
    EachReference([this](std::string& target) { ++references_[target]; });
  }

  // What does nothing is passed over; a circle of such steps ends.
  std::string Beyond(std::string target) {
    for (size_t i = 0; i <= flow_.steps.size(); ++i) {
      const DraftStep* step = Find(target);
      if (step == nullptr || !step->kind.empty()) return target;
      target = step->next;
    }
    return {};
  }

  // A message of which nothing is left says nothing.
  static bool SaysNothing(const DraftStep& step) {
    return step.kind == "say" && std::all_of(step.text.begin(), step.text.end(),
                                             [](const auto& text) { return text.second.empty(); });
  }

  void SkipEmpty() {
    for (DraftStep& step : flow_.steps)
      if (SaysNothing(step)) step.kind.clear();
    EachReference([this](std::string& target) { target = Beyond(target); });
    for (DraftStep& step : flow_.steps)
      if (step.miss) step.miss = Beyond(*step.miss);
    EndCases();
  }

  // A case needs a step to go to: where nothing was left of it, one that ends.
  void EndCases() {
    const auto ends = [](const Case& one) { return one.next.name.empty(); };
    for (size_t i = 0; i < flow_.steps.size(); ++i) {
      const auto& cases = flow_.steps[i].cases;
      if (std::none_of(cases.begin(), cases.end(), ends)) continue;
      const std::string finish = flow_.Finish();
      for (Case& one : flow_.steps[i].cases)
        if (ends(one)) one.next.name = finish;
    }
    Index();
  }

  void FoldMiss(DraftStep& question) {
    const DraftStep* wrong = Find(*question.miss);
    const bool again = wrong != nullptr && (wrong == &question || LeadsBack(*wrong, question));
    if (again && wrong != &question) {
      retries_.insert(wrong->id);
      question.retry = wrong->text;
    }
    if (!again)
      losses_.push_back({flow_.name, question.id, "where a wrong answer goes",
                         "the question is asked again here; the second time a call is offered"});
    question.miss.reset();
  }
  // To the question, or to the message that asks it.
  bool LeadsBack(const DraftStep& message, const DraftStep& question) {
    if (message.kind != "say") return false;
    if (message.next == question.id) return true;
    const DraftStep* asks = Find(message.next);
    return asks != nullptr && asks->kind == "say" && asks->next == question.id;
  }

  // A message before a question without a text of its own is that text.
  void FoldMessages() {
    std::map<std::string, size_t> before;  // question -> the message that leads to it
    for (const bool retry : {false, true})
      for (size_t i = 0; i < flow_.steps.size(); ++i) {
        const DraftStep& step = flow_.steps[i];
        const bool is_retry = retries_.count(step.id) != 0;
        if (step.kind == "say" && !step.next.empty() && is_retry == retry)
          before.emplace(step.next, i);
      }
    std::map<std::string, std::string> instead;
    for (DraftStep& question : flow_.steps) {
      const auto message = before.find(question.id);
      if (!question.Asks() || !question.text.empty() || message == before.end()) continue;
      const DraftStep& first = flow_.steps[message->second];
      question.text = first.text;
      question.sms = first.sms;
      if (question.retry == question.text) question.retry.clear();
      instead.emplace(first.id, question.id);
    }
    EachReference([&](std::string& target) {
      if (const auto found = instead.find(target); found != instead.end()) target = found->second;
    });
    for (const auto& [message, question] : instead)
      retries_.insert(message);  // gone, and not lost
  }

  // "1 Yes", "2 No" at the end of a question are its options: we write them ourselves.
  void FoldLines(DraftStep& step) {
    for (LocalText* text : {&step.text, &step.sms, &step.retry})
      for (auto& [language, question] : *text) {
        std::string rest = question;
        const auto lines = TakeLines(rest);
        if (lines.empty() || rest.empty()) continue;
        if (!step.options.empty() && lines.size() == step.options.size()) {
          for (size_t i = 0; i < lines.size() && text != &step.retry; ++i)
            step.options[i].text[language] = lines[i];
        } else if (step.fields.contains("skip") && lines.size() == 1) {
          if (text != &step.retry) step.skip[language] = lines.front();
        } else {
          continue;
        }
        question = rest;
      }
    if (!step.skip.empty()) step.fields.erase("skip");
    if (NamesAnswers(step))
      losses_.push_back({flow_.name, step.id, "wording",
                         "the question names its answers; here they follow it as lines"});
  }
  bool NamesAnswers(const DraftStep& step) const {
    const auto question = step.text.find(flow_.source_language);
    if (question == step.text.end()) return false;
    return std::any_of(step.options.begin(), step.options.end(), [&](const DraftOption& option) {
      const auto text = option.text.find(flow_.source_language);
      return text != option.text.end() && text->second.size() > 2 &&
             question->second.find(text->second) != std::string::npos;
    });
  }

  void FoldSet(const DraftStep& step, DraftOption& option) {
    const DraftStep* set = Find(option.next);
    if (set == nullptr || set->kind != "set" || references_[set->id] != 1) return;
    if (set->next.empty() && !step.next.empty()) return;
    option.set = set->values;
    retries_.insert(set->id);
    option.next = set->next;
  }

  void FoldBranch(DraftStep& step) {
    for (int round = 0; round < kMaxRounds && step.kind == "branch"; ++round) {
      const DraftStep* next = Find(step.next);
      if (next == nullptr || next == &step || next->kind != "branch" || references_[next->id] != 1)
        return;
      step.cases.insert(step.cases.end(), next->cases.begin(), next->cases.end());
      retries_.insert(next->id);
      step.next = next->next;
    }
  }

  // All options go on alike: the step's own next.
  static void JoinOptions(DraftStep& step) {
    if (step.options.empty() || !step.next.empty()) return;
    const std::string next = step.options.front().next;
    const bool alike = std::all_of(step.options.begin(), step.options.end(),
                                   [&](const DraftOption& one) { return one.next == next; });
    if (!alike) return;
    step.next = next;
    for (DraftOption& option : step.options)
      option.next.clear();
  }

  void Prune() {
    std::set<std::string> reached;
    std::vector<std::string> open = {flow_.start};
    while (!open.empty()) {
      const std::string id = open.back();
      open.pop_back();
      DraftStep* step = Find(id);
      if (step == nullptr || !reached.insert(id).second) continue;
      EachTarget(*step, [&](std::string& target) { open.push_back(target); });
    }
    for (const DraftStep& step : flow_.steps)
      if (reached.count(step.id) == 0 && retries_.count(step.id) == 0 && !step.kind.empty())
        losses_.push_back({flow_.name, step.id, "the step", "nothing leads to it any more"});
    auto& steps = flow_.steps;
    steps.erase(std::remove_if(steps.begin(), steps.end(),
                               [&](const DraftStep& s) { return reached.count(s.id) == 0; }),
                steps.end());
    Index();
  }

  DraftFlow& flow_;
  Losses& losses_;
  std::map<std::string, size_t> at_;
  std::map<std::string, int> references_;
  std::set<std::string> retries_;  // became part of another step
};

}  // namespace

bool DraftStep::Asks() const {
  return kind == "menu" || kind == "consent" || kind == "ask_age_band" ||
         kind == "ask_choice_many" || kind == "ask_text" || kind == "ask_place" ||
         kind == "ask_number";
}

std::string DraftFlow::Finish() {
  static constexpr const char* kFinish = "finish__";  // no name of a block becomes this
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

void FoldDraft(DraftFlow& flow, Losses& losses) {
  Folder(flow, losses).Fold();
}

}  // namespace tipline::flows::exchange
