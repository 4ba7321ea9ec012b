// What is different between two states of flows, and for whom. Pure; thread-safe. Tests:
// tests/flows/exchange/diff_test.cc with tests/data/exchange/diff.json
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "flows/base/result.h"
#include "flows/engine/flow_set.h"

namespace tipline::flows {

struct FlowState {
  std::map<std::string, nlohmann::json> flows;  // name -> document
  // language ("vi-x-gsm7": its fallback spelling) -> PO context -> text
  std::map<std::string, std::map<std::string, std::string>> texts;
  bool has_texts = false;  // false: documents alone; texts of other languages are not compared
};
FlowState StateOf(const Bundle& bundle);
Result<FlowState> StateOf(const SourceFile& document);  // one flow
void Join(FlowState more, FlowState& state);

struct FlowChange {
  std::string flow, step;  // step: empty for the flow itself
  std::string what;        // "added", "removed", "changed"
  std::string field;       // of "changed": "next", "options.yes.next", "text", …
  std::string language;    // of a text: whose words it changes; else empty
  std::string before, after;
  // Who meets it.
  std::vector<std::string> languages;
  std::vector<std::string> media;
  std::vector<std::string> roots;  // flows that people enter and that lead here
};
// Flow by flow, in the order of names and steps.
std::vector<FlowChange> Diff(const FlowState& before, const FlowState& after);

}  // namespace tipline::flows
