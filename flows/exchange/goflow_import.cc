// ReadGoflow: definitions of spec version 13 and 14, alone or in a file of RapidPro. A node is its
// actions as steps, then its router: a question if it waits, a branch if it looks at a result.
#include "flows/exchange/goflow_import.h"

#include <utility>

namespace tipline::flows::exchange {
namespace {

class FlowReader {
 public:
  FlowReader(const Node& node, DraftFlow& flow, Losses& losses)
      : node_(node), texts_(node["localization"], flow, losses), in_{flow, losses, texts_} {}

  void Read() {
    const std::string version = node_["spec_version"].NeedText();
    if (!version.starts_with("13.") && !version.starts_with("14."))
      return node_["spec_version"].Wrong("allowed: 13 and 14");
    if (const std::string type = node_["type"].Text(); type == "voice")
      return node_["type"].Wrong("a voice flow has no texts for phones");
    texts_.ReadLanguages(node_["language"]);
    const auto nodes = node_["nodes"].List(kMaxBlocks);
    if (nodes.empty()) return node_["nodes"].Wrong("no node");
    for (const Node& node : nodes)
      NameNode(node);
    for (const Node& node : nodes)
      ReadNode(node);
    in_.flow.start = entries_[nodes.front()["uuid"].NeedUuid()];
  }

 private:
  void NameNode(const Node& node) {
    const std::string uuid = uuids_.Take(node["uuid"]);
    const Node router = node["router"];
    std::string name = router["result_name"].Text();
    for (const Node& action : node["actions"].List(kMaxParts)) {
      uuids_.Take(action["uuid"]);
      if (name.empty() && action["type"].Text() == "enter_flow")
        name = action["flow"]["name"].Text();
    }
    for (const Node& exit : node["exits"].List(kMaxParts))
      uuids_.Take(exit["uuid"]);
    if (name.empty()) name = router["operand"].given() ? "branch" : "say";
    names_[uuid] = UniqueName(PlainName(name, "step"), taken_);
    entries_[uuid] = names_[uuid];
    // The first step of the node takes the name that others point to.
    const auto actions = node["actions"].List(kMaxParts);
    if (!actions.empty() && router.given()) entries_[uuid] = UniqueName(names_[uuid], taken_);
  }

  std::string EntryOf(const Node& destination) {
    if (!destination.given()) return {};
    const auto found = entries_.find(destination.NeedUuid());
    if (found != entries_.end()) return found->second;
    destination.Wrong("no node with this UUID");
    return {};
  }

  void ReadNode(const Node& node) {
    const std::string uuid = node["uuid"].NeedUuid();
    std::map<std::string, std::string> exits;
    for (const Node& exit : node["exits"].List(kMaxParts))
      exits[exit["uuid"].NeedUuid()] = EntryOf(exit["destination_uuid"]);
    if (exits.empty()) return node["exits"].Wrong("no exit");
    std::vector<DraftStep> steps;
    for (const Node& action : node["actions"].List(kMaxParts))
      if (auto step = ReadGoflowAction(in_, action, names_[uuid]))
        steps.push_back(*std::move(step));
    const Node router = node["router"];
    if (router.given()) {
      steps.push_back(ReadRouter(ReadGoflowRouter(router, exits, uuids_), names_[uuid]));
    } else if (steps.empty()) {
      steps.emplace_back();  // passed over
    }
    if (!router.given())
      steps.back().next = EntryOf(node["exits"].List(kMaxParts).front()["destination_uuid"]);
    steps.front().id = entries_[uuid];
    for (size_t i = 0; i < steps.size(); ++i) {
      if (i > 0 && i + 1 == steps.size() && router.given()) steps[i].id = names_[uuid];
      if (steps[i].id.empty()) steps[i].id = UniqueName(names_[uuid], taken_);
      if (i > 0) steps[i - 1].next = steps[i].id;
    }
    for (DraftStep& step : steps)
      in_.flow.steps.push_back(std::move(step));
  }

  DraftStep ReadRouter(const GoflowRouter& router, const std::string& name) const {
    DraftStep step;
    const bool random = router.node["type"].Text() == "random";
    if (random) in_.Lose(name, "random", "always the first way here");
    const Node wait = router.node["wait"];
    if (wait.given())
      ReadGoflowQuestion(in_, router, step);
    else if (!random && !router.cases.empty())
      ReadGoflowBranch(in_, router, name, step);
    else if (!router.categories.empty())
      step.next = router.categories.front().to;
    if (wait["timeout"].given())
      in_.Lose(name, "timeout", "who is silent is not written to; the conversation can be resumed");
    return step;
  }

  const Node& node_;
  GoflowTexts texts_;
  GoflowFlow in_;
  Uuids uuids_;
  std::map<std::string, std::string> names_, entries_;  // UUID of a node -> its last, first step
  std::map<std::string, int> taken_;
};

}  // namespace

void ReadGoflow(const Node& file, Drafts& drafts) {
  Uuids uuids;
  std::map<std::string, int> taken = ReservedNames();
  auto flows = file["flows"].List(kMaxFlows);
  if (!file["flows"].given()) flows = {file};
  for (const Node& node : flows) {
    DraftFlow flow;
    const std::string title = node["name"].NeedText();
    const size_t colon = title.find(": ");
    flow.name = UniqueName(PlainName(title.substr(0, colon), "flow"), taken);
    flow.title = colon == std::string::npos ? title : title.substr(colon + 2);
    drafts.names[uuids.Take(node["uuid"])] = flow.name;
    FlowReader(node, flow, drafts.losses).Read();
    drafts.flows.push_back(std::move(flow));
  }
  for (const char* part : {"campaigns", "triggers"})
    if (file[part].given() && !file[part].value()->empty())
      drafts.losses.push_back({"", "", part, "when a flow begins is set elsewhere here"});
}

}  // namespace tipline::flows::exchange
