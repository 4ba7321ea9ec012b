// ReadFloip: containers of 1.0.0-rc4, and what earlier candidates wrote otherwise: `message` for
// `prompt`, resources of the container, `fre` for `fra`.
#include "flows/exchange/floip_import.h"

#include <utility>

namespace tipline::flows::exchange {
namespace {

class FlowReader {
 public:
  FlowReader(const Node& node, const Node& container, const std::vector<std::string>& placeholders,
             DraftFlow& flow, Losses& losses)
      : node_(node),
        container_(container),
        names_(placeholders),
        texts_(names_, flow, losses),
        in_{flow, losses, names_, texts_} {}

  void Read() {
    in_.flow.title = node_["label"].Text();
    texts_.ReadLanguages(node_["languages"]);
    ReadFloipMetadata(node_["vendor_metadata"]["tipline"], in_.flow);
    texts_.ReadResources(container_["resources"]);
    texts_.ReadResources(node_["resources"]);
    const auto blocks = node_["blocks"].List(kMaxBlocks);
    if (blocks.empty()) return node_["blocks"].Wrong("no block");
    for (const Node& block : blocks)
      names_.Add(block);
    for (const Node& block : blocks)
      ReadBlock(block);
    const std::string* start = names_.Step(node_["first_block_id"].NeedUuid());
    if (start == nullptr) return node_["first_block_id"].Wrong("no block with this UUID");
    in_.flow.start = *start;
    if (node_["exit_block_id"].given()) in_.Lose("", "exit_block_id", "no such block here");
  }

 private:
  void ReadBlock(const Node& block) {
    DraftStep step;
    step.id = names_.IdOf(block);
    const std::string type = block["type"].NeedText();
    const Node config = block["config"];
    const FloipExits exits = names_.ExitsOf(block);
    const Node prompt = config["question_prompt"].given() ? config["question_prompt"]
                        : config["prompt"].given()        ? config["prompt"]
                                                          : config["message"];
    if (type == "MobilePrimitives.Message") {
      step.kind = "say";
      texts_.Put(prompt, step.id, step.text, &step.sms);
      step.next = NextOf(exits);
    } else if (type.starts_with("MobilePrimitives.")) {
      texts_.Put(prompt, step.id, step.text, &step.sms);
      ReadFloipQuestion(in_, block, type, exits, step);
    } else if (type == "Core.Case") {
      ReadFloipCases(in_, exits, block["vendor_metadata"]["tipline"].given(), step);
    } else if (type == "Core.SetContactProperty") {
      ReadFloipSets(in_, block, step);
      step.next = NextOf(exits);
    } else if (type == "Core.RunFlow") {
      step.kind = "subflow";
      step.subflow = config["flow_id"].NeedUuid();
      step.next = NextOf(exits);
    } else {
      step.next = NextOf(exits);
      if (!block["vendor_metadata"]["tipline"].given())
        in_.Lose(step.id, type, "no step here does this: passed over");
    }
    if (type == "MobilePrimitives.Message" ||
        (!type.starts_with("MobilePrimitives.") && type != "Core.Case"))
      LoseExits(in_, exits, step.id);
    ReadFloipOwn(in_, block["vendor_metadata"]["tipline"], step);
    in_.flow.steps.push_back(std::move(step));
  }

  const Node& node_;
  const Node& container_;
  FloipNames names_;
  FloipTexts texts_;
  FloipFlow in_;
};

}  // namespace

void ReadFloip(const Node& container, Drafts& drafts) {
  const std::string version = container["specification_version"].NeedText();
  if (!version.starts_with("1.0.0"))
    return container["specification_version"].Wrong("allowed: 1.0.0-rc4 and its candidates");
  Uuids uuids;
  std::map<std::string, int> taken = ReservedNames();
  const auto flows = container["flows"].List(kMaxFlows);
  const std::vector<std::string> placeholders = FloipPlaceholders(flows);
  for (const Node& node : flows) {
    DraftFlow flow;
    flow.name = UniqueName(PlainName(node["name"].NeedText(), "flow"), taken);
    drafts.names[uuids.Take(node["uuid"])] = flow.name;
    FlowReader(node, container, placeholders, flow, drafts.losses).Read();
    drafts.flows.push_back(std::move(flow));
  }
}

}  // namespace tipline::flows::exchange
