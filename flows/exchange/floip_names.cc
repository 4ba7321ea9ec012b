// FloipNames: a block is a step of the same name, and its answer a variable.
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

std::vector<Node> FloipProperties(const Node& block) {
  const Node node = block["config"]["set_contact_property"];
  if (node.given() && node.value()->is_object()) return {node};
  return node.List(kMaxParts);
}

std::vector<std::string> FloipPlaceholders(const std::vector<Node>& flows) {
  std::vector<std::string> names = {"code", "pin"};
  for (const Node& flow : flows) {
    for (const Node& block : flow["blocks"].List(kMaxBlocks)) {
      const Node own = block["vendor_metadata"]["tipline"];
      for (const Node& given : own["fields"]["gives"].List(kMaxParts))
        names.push_back(given.Text());
      if (own["kind"].Text() != "score") continue;
      for (const char* what : {"_count", "_points", "_mark"})
        names.push_back(own["var"].Text() + what);
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
    if (!exit.otherwise) exit.test = ParseTest(node["test"].Text());
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
