// FloipCaseExits, FloipSets: blocks that look at a variable, and blocks that set one.
#include <utility>

#include "flows/exchange/expression.h"
#include "flows/exchange/floip_export_json.h"

namespace tipline::flows::exchange {
namespace {

using Json = nlohmann::json;

std::string CaseTest(const Case& one) {
  const bool medium = one.var == "medium";
  const std::string subject = medium ? "run.mode" : "contact." + one.var;
  if (one.presence) return subject + (one.is_set ? " <> \"\"" : " = \"\"");
  std::string tests;
  for (std::string value : one.values) {
    if (medium)
      for (char& c : value)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    tests += (tests.empty() ? "" : ", ") + subject + " = " + Quoted(value);
  }
  return one.values.size() > 1 ? "OR(" + tests + ")" : tests;
}

}  // namespace

Json FloipCaseExits(const FloipBlocks& blocks, const Step& step) {
  Json exits = Json::array();
  for (const Case& one : step.cases)
    exits.push_back(blocks.Exit(step, "case_" + std::to_string(exits.size() + 1), CaseTest(one),
                                blocks.Destination(one.next)));
  exits.push_back(blocks.Exit(step, "default", "", blocks.Destination(step.next)));
  return exits;
}

Json FloipSets(const Values& values) {
  Json list = Json::array();
  for (const auto& [name, value] : values)
    list.push_back({{"property_key", name}, {"property_value", value}});
  return {{"set_contact_property", std::move(list)}};
}

void AddFloipChoiceSets(const Step& step, FloipBlocks& blocks) {
  for (const Choice& choice : step.options) {
    if (choice.set.empty()) continue;
    const std::string slot = "set." + choice.value;
    Json exits =
        Json::array({blocks.Exit(step, slot, "", blocks.Destination(NextOf(step, choice)))});
    Json& block = blocks.Add(blocks.Id(step.id, slot),
                             FloipBlocks::BlockName(step.id) + "_set_" + choice.value,
                             "Core.SetContactProperty", FloipSets(choice.set), std::move(exits));
    block["vendor_metadata"] = {{"tipline", {{"kind", "set"}}}};
  }
}

}  // namespace tipline::flows::exchange
