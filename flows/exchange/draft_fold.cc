// FoldDraft: other platforms build a question of several blocks; we have one step for it.
#include "flows/exchange/draft_fold.h"

#include <algorithm>

namespace tipline::flows::exchange {
namespace {

constexpr int kMaxRounds = 512;  // of branches in a row: as many as a flow may have steps

class Folder {
 public:
  Folder(DraftFlow& flow, Losses& losses) : flow_(flow), losses_(losses), targets_(flow) {}

  void Fold() {
    SkipEmpty(flow_, targets_);
    for (DraftStep& step : flow_.steps)
      if (step.Asks() && step.miss) FoldMiss(step);
    FoldMessages();
    for (DraftStep& step : flow_.steps)
      if (step.Asks()) FoldLines(flow_, step, losses_);
    references_ = targets_.Count();
    for (DraftStep& step : flow_.steps)
      for (DraftOption& option : step.options)
        FoldSet(step, option);
    references_ = targets_.Count();
    for (DraftStep& step : flow_.steps)
      FoldBranch(step);
    for (DraftStep& step : flow_.steps)
      JoinOptions(step);
    Prune(flow_, folded_, targets_, losses_);
    for (DraftStep& step : flow_.steps)
      if (!flow_.called && !step.own && step.kind == "say" && step.next.empty()) step.kind = "end";
    if (DraftStep* finish = flow_.called ? targets_.Find(DraftFlow::kFinish) : nullptr)
      finish->kind = "set";  // the caller goes on there
  }

 private:
  void FoldMiss(DraftStep& question) {
    const DraftStep* wrong = targets_.Find(*question.miss);
    const bool again = wrong != nullptr && (wrong == &question || LeadsBack(*wrong, question));
    if (again && wrong != &question) {
      folded_.insert(wrong->id);
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
    const DraftStep* asks = targets_.Find(message.next);
    return asks != nullptr && asks->kind == "say" && asks->next == question.id;
  }

  // A message before a question without a text of its own is that text.
  void FoldMessages() {
    std::map<std::string, size_t> before;  // question -> the message that leads to it
    for (const bool retry : {false, true})
      for (size_t i = 0; i < flow_.steps.size(); ++i) {
        const DraftStep& step = flow_.steps[i];
        const bool is_retry = folded_.count(step.id) != 0;
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
    targets_.Each([&](std::string& target) {
      if (const auto found = instead.find(target); found != instead.end()) target = found->second;
    });
    for (const auto& [message, question] : instead)
      folded_.insert(message);  // gone, and not lost
  }

  void FoldSet(const DraftStep& step, DraftOption& option) {
    const DraftStep* set = targets_.Find(option.next);
    if (set == nullptr || set->kind != "set" || references_[set->id] != 1) return;
    if (!set->fields.empty()) return;  // it does more than that
    if (set->next.empty() && !step.next.empty()) return;
    option.set = set->values;
    folded_.insert(set->id);
    option.next = set->next;
  }

  void FoldBranch(DraftStep& step) {
    for (int round = 0; round < kMaxRounds && step.kind == "branch"; ++round) {
      const DraftStep* next = targets_.Find(step.next);
      if (next == nullptr || next == &step || next->kind != "branch" || references_[next->id] != 1)
        return;
      step.cases.insert(step.cases.end(), next->cases.begin(), next->cases.end());
      folded_.insert(next->id);
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

  DraftFlow& flow_;
  Losses& losses_;
  DraftTargets targets_;
  std::map<std::string, int> references_;
  std::set<std::string> folded_;  // became part of another step
};

}  // namespace

void FoldDraft(DraftFlow& flow, Losses& losses) {
  Folder(flow, losses).Fold();
}

}  // namespace tipline::flows::exchange
