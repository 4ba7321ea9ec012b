// The parts of FoldDraft: what leads where (draft_targets.cc), steps that do nothing or that
// nothing leads to (draft_skip.cc), options written as lines (draft_lines.cc). One thread.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "flows/exchange/draft_json.h"

namespace tipline::flows::exchange {

// Steps by id, and all places that name one. `flow` must outlive it.
class DraftTargets {
 public:
  using Visit = std::function<void(std::string& target)>;

  explicit DraftTargets(DraftFlow& flow) : flow_(flow) { Index(); }

  void Index();                            // anew, after steps came or went
  DraftStep* Find(const std::string& id);  // nullptr: there is none
  static void EachOf(DraftStep& step, const Visit& visit);
  void Each(const Visit& visit);  // the start, too
  std::map<std::string, int> Count();

 private:
  DraftFlow& flow_;
  std::map<std::string, size_t> at_;
};

// What leads to a step that does nothing leads to the next one.
void SkipEmpty(DraftFlow& flow, DraftTargets& targets);
// `folded`: became part of another step, and are not lost.
void Prune(DraftFlow& flow, const std::set<std::string>& folded, DraftTargets& targets,
           Losses& losses);
// "1 Yes", "2 No" at the end of a question are its options: we write them ourselves.
void FoldLines(const DraftFlow& flow, DraftStep& question, Losses& losses);

}  // namespace tipline::flows::exchange
