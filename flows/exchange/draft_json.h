// A flow from elsewhere on its way to a flow document: steps as we have them, still with what only
// the other side knows. Importers fill it, FoldDraft makes of its small blocks our larger steps,
// WriteDraft makes the document. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/engine/bundle_data.h"
#include "flows/exchange/exchange.h"

namespace tipline::flows::exchange {

using LocalText = std::map<std::string, std::string>;  // by language

struct DraftOption {
  std::string value;
  LocalText text;
  std::string next;
  Values set;
  bool bland = false, cry = false;
  int number = 0;         // what is typed there to choose it; 0: unknown
  bool own_text = false;  // given by its key: a line of the question does not replace it
};

struct DraftStep {
  std::string id;
  std::string kind;  // empty: it does nothing and goes on
  LocalText text, sms, retry, skip;
  std::string var;
  std::vector<DraftOption> options;
  std::vector<Case> cases;
  Values values;
  std::string next;
  std::string subflow;
  int min = 0;
  int max = 0;
  // Of a question: where a wrong answer goes; empty: ends. Not set: it is asked again.
  std::optional<std::string> miss;
  nlohmann::json fields = nlohmann::json::object();  // further ones, of a kind that only we have
  bool own = false;                        // as an export of ours wrote it: of the kind that it was
  std::map<std::string, LocalText> slots;  // texts inside of those: "free", "point.pay"

  bool Asks() const;
};

struct DraftFlow {
  std::string name;
  std::string title;
  std::string start;
  std::string source_language;
  std::vector<std::string> languages;       // the source language first
  std::map<std::string, LocalText> system;  // by name of SystemText
  std::string emergency;
  int budget_screens = 0;
  std::string disposition;
  bool called = false;  // by another flow of the same import
  std::vector<DraftStep> steps;

  static constexpr const char* kFinish = "finish__";  // no name of a block becomes this
  // Of a step that ends without a word, for targets that must not be empty; in a flow that another
  // one calls, that one goes on.
  std::string Finish();
};

using Losses = std::vector<Loss>;

// Question and its retry text, message and question, option and what it sets become one step each;
// branches in a row one branch; steps that nothing leads to are left out and listed.
void FoldDraft(DraftFlow& flow, Losses& losses);

struct Written {
  std::string document;
  std::map<std::string, std::map<std::string, Translation>> texts;
};
Written WriteDraft(const DraftFlow& flow);

// Lists conditions of branches that can never be true here, or never false. Once all are folded.
void LoseNever(const std::vector<DraftFlow>& flows, Losses& losses);

// What an answer of theirs is called here: "not_sure" of "Not Sure". The same words, but for
// capitals and spaces, have the same name wherever they stand. What a name cannot spell, another
// script or "18+", is told apart by a hash: "x_3f9c01ab", "18_5d20c1e4".
std::string ValueName(std::string_view text);
// "not_sure" of "Not sure"; `taken` keeps names apart and learns the new one.
std::string PlainName(std::string_view text, const std::string& otherwise);
std::string UniqueName(const std::string& name, std::map<std::string, int>& taken);

}  // namespace tipline::flows::exchange
