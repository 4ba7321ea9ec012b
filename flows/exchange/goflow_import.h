// The parts of ReadGoflow: languages and texts (goflow_texts.cc), actions (goflow_actions.cc), a
// router with what it sorts into (goflow_router.cc), questions (goflow_questions.cc) and branches
// (goflow_branch.cc). What is wrong is in the node's error. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "flows/exchange/draft_json.h"
#include "flows/exchange/import.h"
#include "flows/exchange/node.h"

namespace tipline::flows::exchange {

// The texts of one flow in all its languages. `flow` and `losses` must outlive it.
class GoflowTexts {
 public:
  GoflowTexts(const Node& localization, DraftFlow& flow, Losses& losses)
      : localization_(localization), flow_(flow), losses_(losses) {}

  void ReadLanguages(const Node& language_of_flow);
  // The property of an item in every language, as it is there.
  LocalText Localized(const std::string& uuid, const char* property, const std::string& source,
                      size_t at = 0) const;
  LocalText Ours(LocalText text, const std::string& step) const;

 private:
  Node localization_;
  DraftFlow& flow_;
  Losses& losses_;
  std::map<std::string, Node> translations_;
};

// What the parts below work on.
struct GoflowFlow {
  DraftFlow& flow;
  Losses& losses;
  const GoflowTexts& texts;

  void Lose(const std::string& step, const std::string& what, const std::string& why) const {
    losses.push_back({flow.name, step, what, why});
  }
};

struct GoflowCategory {
  std::string uuid, name, to;
};
struct GoflowCase {
  std::string uuid, type, category;
  std::vector<std::string> arguments;
};
struct GoflowRouter {
  Node node;
  std::vector<GoflowCategory> categories;
  std::vector<GoflowCase> cases;
  std::string otherwise = {};  // UUID of a category; empty: none

  const GoflowCategory* Find(const std::string& uuid) const;  // nullptr: there is none
  const GoflowCategory* Otherwise() const;
  std::string ToOf(const std::string& uuid) const;  // empty: there is none
};
// `exits`: of its node, with the steps that they lead to.
GoflowRouter ReadGoflowRouter(const Node& node, const std::map<std::string, std::string>& exits,
                              Uuids& uuids);

// `name`: of the node, for what is lost. Nothing: no step here does this.
std::optional<DraftStep> ReadGoflowAction(const GoflowFlow& in, const Node& action,
                                          const std::string& name);
void ReadGoflowQuestion(const GoflowFlow& in, const GoflowRouter& router, DraftStep& step);
void ReadGoflowBranch(const GoflowFlow& in, const GoflowRouter& router, const std::string& name,
                      DraftStep& step);

// Answers are names here: "Not Sure" is not_sure, in results as in branches.
std::string GoflowValue(const std::string& category);

}  // namespace tipline::flows::exchange
