// FloipNames: a block is a step of the same name, and its answer a variable.
#include <algorithm>
#include <utility>

#include "flows/exchange/floip_import.h"

namespace tipline::flows::exchange {
namespace {

bool IsAnswer(const std::string& value) {
  return value == "@block.value" || value == "block.value" || value == "@(block.value)";
}

const std::string* Find(const std::map<std::string, std::string>& names, const std::string& key) {
  const auto found = names.find(key);
  return found == names.end() ? nullptr : &found->second;
}

}  // namespace

std::string NextOf(const FloipExits& exits) {
  for (const FloipExit& exit : exits)
    if (exit.otherwise) return exit.to;
  return exits.empty() ? std::string() : exits.front().to;
}

void LoseExits(const FloipFlow& in, const FloipExits& exits, const std::string& step) {
  const auto otherwise = std::find_if(exits.begin(), exits.end(),
                                      [](const FloipExit& exit) { return exit.otherwise; });
  const auto taken = otherwise == exits.end() ? exits.begin() : otherwise;
  for (auto exit = exits.begin(); exit != exits.end(); ++exit) {
    if (exit != taken) in.Lose(step, "exit " + exit->name, "never taken here");
    if (exit == taken && exit->tests)
      in.Lose(step, "exit " + exit->name, "taken here whatever its test says");
  }
}

std::vector<Node> FloipProperties(const Node& block) {
  const Node node = block["config"]["set_contact_property"];
  if (node.given() && node.value()->is_object()) return {node};
  return node.List(kMaxParts);
}

std::vector<std::string> FloipPlaceholders(const std::vector<Node>& flows) {
  std::vector<std::string> names = {"code", "pin", "emergency"};
  for (const Node& flow : flows) {
    for (const Node& block : flow["blocks"].List(kMaxBlocks)) {
      const Node own = block["vendor_metadata"]["tipline"];
      for (const Node& given : own["gives"].List(kMaxParts))
        names.push_back(given.Text());
      for (const Node& given : own["fields"]["gives"].List(kMaxParts))  // of older exports
        names.push_back(given.Text());
    }
  }
  return names;
}

void FloipNames::Add(const Node& block) {
  const std::string uuid = uuids_.Take(block["uuid"]);
  const std::string id = UniqueName(PlainName(block["name"].Text(), "step"), taken_);
  ids_[uuid] = id;
  std::string& variable = variables_[block["name"].Text()];
  variable = id;
  for (const Node& one : FloipProperties(block))
    if (IsAnswer(one["property_value"].Text()))
      variable = PlainName(one["property_key"].Text(), id);
}

FloipExits FloipNames::ExitsOf(const Node& block) {
  FloipExits exits;
  for (const Node& node : block["exits"].List(kMaxParts)) {
    uuids_.Take(node["uuid"]);
    FloipExit exit;
    exit.name = node["name"].Text();
    exit.to = Destination(node["destination_block"]);
    exit.otherwise = node["default"].Flag();
    const std::string test = node["test"].Text();
    exit.tests = !exit.otherwise && !test.empty();
    if (exit.tests) exit.test = ParseTest(test);
    exits.push_back(std::move(exit));
  }
  return exits;
}

std::string FloipNames::Destination(const Node& destination) const {
  if (!destination.given() || destination.Text().empty()) return {};
  if (const std::string* step = Step(destination.NeedUuid())) return *step;
  destination.Wrong("no block with this UUID");
  return {};
}

std::string FloipNames::IdOf(const Node& block) const {
  const std::string* id = Step(block["uuid"].NeedUuid());
  return id == nullptr ? std::string() : *id;
}

const std::string* FloipNames::Variable(const std::string& block_name) const {
  return Find(variables_, block_name);
}

const std::string* FloipNames::Step(const std::string& uuid) const {
  return Find(ids_, uuid);
}

}  // namespace tipline::flows::exchange
