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
  bool bland = false;
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
  bool called = false;  // by another flow of the same import
  std::vector<DraftStep> steps;

  // Of a step that ends without a word, for targets that must not be empty.
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

// "not_sure" of "Not sure"; `taken` keeps names apart and learns the new one.
std::string PlainName(std::string_view text, const std::string& otherwise);
std::string UniqueName(const std::string& name, std::map<std::string, int>& taken);

}  // namespace tipline::flows::exchange
