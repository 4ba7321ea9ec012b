// The parts of ExportGoflow: nodes, routers and texts (goflow_nodes.cc), questions
// (goflow_export_question.cc), branches (goflow_export_branch.cc). One thread.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "flows/engine/bundle_data.h"
#include "flows/exchange/export_forms.h"

namespace tipline::flows::exchange {

// Categories, exits and cases of one router.
struct GoflowRouting {
  nlohmann::json categories = nlohmann::json::array();
  nlohmann::json cases = nlohmann::json::array();
  nlohmann::json exits = nlohmann::json::array();
};

// One flow being written. UUIDs come from the names of flow, step and slot. `data`, `flow` and
// `losses` must outlive it.
class GoflowNodes {
 public:
  using Json = nlohmann::json;

  GoflowNodes(const BundleData& data, const Flow& flow, Losses& losses);

  void Lose(const Step& step, const std::string& what, const std::string& why) {
    losses_.push_back({flow_.name, step.id, what, why});
  }
  std::string Id(const std::string& step, const std::string& slot) const;
  std::string NodeId(const std::string& step) const { return Id(step, "node"); }
  std::string Destination(const Target& target) const;  // empty: the flow ends

  using TextIn = std::function<std::string(size_t language)>;
  // The source text; the others as localization of the item.
  std::string Localized(const std::string& uuid, const char* property, const TextIn& text);
  // The actions that say a text of the step; with its numbered lines where `lines`.
  Json Says(const Step& step, const std::string& slot, const Wording& text, bool lines);
  Json SetResults(const std::string& step, const Values& values) const;

  // A node without a router. `destination` empty: the flow ends.
  void AddPlain(const std::string& uuid, Json actions, const std::string& destination);
  // A node that sorts: `otherwise` is its default category; it waits for an answer, `result`, if
  // that has a name.
  void AddRouted(const std::string& uuid, Json actions, GoflowRouting routing,
                 const std::string& operand, const std::string& otherwise,
                 const std::string& result);

  Json TakeNodes() { return std::move(nodes_); }
  Json TakeLocalization() { return std::move(localization_); }

 private:
  std::string Theirs(const std::string& text) const;

  const BundleData& data_;
  const Flow& flow_;
  Losses& losses_;
  Json nodes_ = Json::array();
  Json localization_ = Json::object();
};

// A value as the name of a category, which is shorter there: long ones end in a hash.
std::string GoflowCategoryName(const std::string& value);
// The UUID of the category that is added.
std::string AddGoflowCategory(const std::string& node, const std::string& name,
                              const std::string& destination, GoflowRouting& routing);
void AddGoflowCase(const std::string& uuid, const char* type, nlohmann::json arguments,
                   const std::string& category, GoflowRouting& routing);

// `text`: what the question says there.
void AddGoflowChoice(const Step& step, const Wording& text, GoflowNodes& nodes);
void AddGoflowWords(const Step& step, const Wording& text, GoflowNodes& nodes);
void AddGoflowNumber(const Step& step, const Wording& text, GoflowNodes& nodes);
void AddGoflowBranch(const Step& step, GoflowNodes& nodes);

}  // namespace tipline::flows::exchange
